package e2e

import (
	"os"
	"path/filepath"
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
	s.pressUntil("C", "14 on screen")
	for _, column := range []string{"NAME", "TYPE", "RESELLER"} {
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
	if out := s.pressUntil("\r", "as they come"); strings.Contains(string(out), "RESELLER") {
		t.Error("the column is not forgotten")
	}
	s.quit("q")
	if kept := string(must(os.ReadFile(files[0]))(t)); strings.Contains(kept, "reseller") || strings.Contains(kept, "filters") {
		t.Errorf("kept: %s", kept)
	}
}
