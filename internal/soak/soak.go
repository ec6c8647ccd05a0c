// Package soak says how long the tests that repeat themselves go on: kills, storms of
// events, random journeys. Only tests import it.
package soak

import "os"

// Rounds returns how often a test repeats what it does: few by default, many where the
// long runs are asked for by BANYAN_SOAK, with any value.
func Rounds(few, many int) int {
	if os.Getenv("BANYAN_SOAK") == "" {
		return few
	}
	return many
}
