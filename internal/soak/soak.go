// Package soak says how long the tests that repeat themselves go on: kills, storms of
// events, random journeys. Only tests import it.
package soak

import "os"

// Variable is the environment variable that asks for the long runs, with any value.
const Variable = "BANYAN_SOAK"

// Rounds returns how often a test repeats what it does: few by default, many where the
// long runs were asked for.
func Rounds(few, many int) int {
	if os.Getenv(Variable) != "" {
		return many
	}
	return few
}
