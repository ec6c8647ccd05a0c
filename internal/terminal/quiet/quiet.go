// Package quiet keeps libraries from deciding by themselves, from the terminal or the
// locale, what this program decides or must not depend on.
//
// Bubble Tea v1 asks the terminal for its background colour in a package init and waits up
// to five seconds for an answer, even for a command that only prints its version. It asks
// nothing when the background is known: dark, which the themes do not depend on.
//
// go-runewidth, by which the screen measures, takes characters such as the lines of a frame
// for two columns wide where the locale is Chinese, Japanese or Korean, though no terminal
// draws them so by default and x/ansi, which measures everything else here, does not either.
//
// Go initialises packages that are ready in the order of their import paths, so
// this one must stay a leaf (lipgloss and what it imports) with a path that sorts
// before github.com/charmbracelet/bubbletea. A test at a pseudo-terminal holds that.
package quiet

import (
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
)

func init() { //nolint:gochecknoinits // an init is the only thing that runs before another package's init
	lipgloss.SetHasDarkBackground(true)

	const ambiguous = "±"
	runewidth.DefaultCondition.EastAsianWidth = ansi.StringWidth(ambiguous) > 1
}
