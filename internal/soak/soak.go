// Package soak says how long the tests that repeat themselves go on: kills, storms of
// events, random journeys; and where they keep their files. Only tests import it.
package soak

import (
	"os"
	"testing"
)

// Rounds returns how often a test repeats what it does: few by default, many where the
// long runs are asked for by BANYAN_SOAK, with any value.
func Rounds(few, many int) int {
	if os.Getenv("BANYAN_SOAK") == "" {
		return few
	}
	return many
}

// Memory returns a directory, removed with the test, that no other program's disk writes slow
// down, where the system has one.
func Memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "banyan-test-") //nolint:usetesting // t.TempDir is on a disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
