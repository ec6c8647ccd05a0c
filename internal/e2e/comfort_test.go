package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

func TestColumnsAreChosenAndATableIsAsItWasLeftTheNextDay(t *testing.T) {
	t.Parallel()
	_, url := serve(t, simulator.Options{})
	state := t.TempDir()
	s := startAt(t, url, state)
	s.pressUntil("C", "16 on screen")
	for _, column := range []string{"NEWS", "NAME", "TYPE", "RESELLER"} {
		s.pressUntil("j", column)
	}
	s.pressUntil(" ", "● RESELLER")
	if out := s.pressUntil("\r", "help"); !shows(out, "RESELLER") {
		t.Error("the column that was chosen is not there")
	}
	s.pressUntil("s", "Sort by")
	s.pressUntil("j", "▸")
	s.pressUntil("\r", "TENANT ID↑")
	s.pressUntil("S", "TENANT ID↓")
	s.pressUntil("/", "16/16")
	s.pressUntil("aurora", "1/16")
	s.pressUntil("\r", "help")
	s.quit("q")

	files, err := filepath.Glob(filepath.Join(state, "banyan", "places", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if info := must(os.Stat(files[0]))(t); info.Mode().Perm() != 0o600 {
		t.Errorf("the file has %v", info.Mode())
	}

	s = start(t, append(demoCredentials(), "XDG_STATE_HOME="+state), "--url", url, "--api", "apio")
	s.untilShows("as you left it, esc clears it")
	out := s.untilShows("RESELLER")
	if !shows(out, "TENANT ID↓") || !shows(out, "/aurora") {
		t.Errorf("the next day it shows %q", s.latest())
	}
	s.pressUntil("\x1b", "KadeLogistics")
	s.pressUntil(":", "commands")
	s.pressUntil("forget col", ":  forget col")
	s.untilQuiet(300 * time.Millisecond) // an enter that comes with the text runs nothing
	s.pressUntil("\r", "as they come")   // the list as it was may have been drawn before
	if frame := s.pressUntil("\x0c", "KadeLogistics"); shows(frame, "RESELLER") {
		t.Error("the column is not forgotten")
	}
	s.quit("q")
	if kept := string(must(os.ReadFile(files[0]))(t)); strings.Contains(kept, "reseller") || strings.Contains(kept, "filters") {
		t.Errorf("kept: %s", kept)
	}
}

// askedSince returns the paths that were asked for since so many requests.
func askedSince(server *simulator.Server, n int) (paths []string) {
	for _, r := range server.Requests()[n:] {
		paths = append(paths, r.Path)
	}
	return paths
}

func TestWhatFailedIsRetriedAlone(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "*/groups/ApioEntGrpGhent/features/trunk_groups/", Status: 403, Body: `{"error":"not now"}`})
	s := startAt(t, url, t.TempDir())
	s.openTenant("foo", "\r", "retry 1 failed")
	s.untilQuiet(300 * time.Millisecond)
	server.ClearFaults()
	before := len(server.Requests())
	s.press("R")
	s.until("the request of the retry", func([]byte) bool { return len(server.Requests()) > before })
	s.untilQuiet(300 * time.Millisecond)
	if asked := askedSince(server, before); len(asked) != 1 || !strings.Contains(asked[0], "ApioEntGrpGhent/features/trunk_groups") {
		t.Errorf("the retry asked for %q", asked)
	}
	if frame := s.pressUntil("\x0c", "esc back"); shows(frame, "retry") {
		t.Error("it can be retried still")
	}
}

func TestWhatAFilterFoundIsMarkedAlsoWithoutColour(t *testing.T) {
	t.Parallel()
	for _, env := range [][]string{{"NO_COLOR=1"}, {"TERM=xterm"}, {"COLORTERM=truecolor"}} {
		s := demo(t, env)
		s.pressUntil("/", "16/16")
		frame := string(s.pressUntil("logi", "1/16"))
		found := regexp.MustCompile(`\x1b\[([\d;]*)mLogi\x1b`).FindStringSubmatch(frame)
		if found == nil || !slices.Contains(strings.Split(found[1], ";"), "4") {
			t.Errorf("%v: nothing is underlined in %q", env, frame)
		}
		s.quit("\x03")
	}
}

func TestDigitsInOneReadReplaceANumberInEveryForm(t *testing.T) {
	t.Parallel()
	for form, open := range map[string]func(s *screen){
		"limits of a group":   func(s *screen) { s.pressUntil("e", "limits of group") },
		"channels of a group": func(s *screen) { s.pressUntil("a", "Calls to add") },
		"limits of a trunk group": func(s *screen) {
			s.pressUntil("\r", "trunk groups")
			s.untilQuiet(300 * time.Millisecond)
			s.pressUntil("e", "limits of trunk group")
		},
	} {
		s := demo(t, nil, "--write")
		s.openTenant("foo", "\r", "ApioEntGrpTest")
		s.untilQuiet(300 * time.Millisecond)
		open(s)
		s.untilQuiet(300 * time.Millisecond)
		if out := s.pressUntil("512", "512▏"); shows(out, "0512") || shows(out, "4512") || shows(out, "8512") {
			t.Errorf("%s: the number is not replaced", form)
		}
		s.pressUntil("7", "5127▏")
	}
}
