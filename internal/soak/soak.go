// Package soak says how long the tests that repeat themselves go on: kills, storms of
// events, random journeys; and what all tests of a package run with. Only tests import it.
package soak

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
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

// Steps is Rounds for what goes through every step of something, one after the other: the race
// detector finds nothing in more of them than in few, and makes each four times as dear. With it
// they are few.
func Steps(few, many int) int {
	info, _ := debug.ReadBuildInfo()
	if info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return few
	}
	return Rounds(few, many)
}

// Tests are those of a package. Their temporary files are in memory, where the system has
// that: no other program's disk writes slow them down.
type Tests struct{ *testing.M }

// Run runs them and returns the exit code. Memory is cheaper than collecting garbage of tests
// that hold next to nothing. More run side by side than there are processors, for most of them wait:
// for a platform, for the pause before a request is repeated, or for one that a screen makes. -parallel says otherwise.
func (t Tests) Run() int {
	if err := flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	debug.SetGCPercent(400)
	const name = "banyan-test-"
	if strings.Contains(os.Getenv("TMPDIR"), name) { // a program that a test started, and may kill: what it has is the test's
		return t.M.Run()
	}
	if dir, err := os.MkdirTemp("/dev/shm", name); err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		if err := os.Setenv("TMPDIR", dir); err != nil {
			panic(err)
		}
	}
	return t.M.Run()
}
