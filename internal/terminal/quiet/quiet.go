// Package quiet keeps Bubble Tea from questioning the terminal at start.
//
// Bubble Tea v1 asks the terminal for its background colour in a package init
// and waits up to five seconds for an answer, before main and even for a command
// that only prints its version. It asks nothing when the background is known, so
// this package says what it is: dark, which the themes do not depend on.
//
// Go initialises packages that are ready in the order of their import paths, so
// this one must stay a leaf (lipgloss alone) with a path that sorts before
// github.com/charmbracelet/bubbletea. A test at a pseudo-terminal holds that.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() { //nolint:gochecknoinits // an init is the only thing that runs before another package's init
	lipgloss.SetHasDarkBackground(true)
}
