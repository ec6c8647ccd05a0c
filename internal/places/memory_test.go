package places

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"banyan/internal/statefile"
	"banyan/ui"
)

func pinOf(id string) ui.Place { return ui.Place{Kind: "tenant", Path: []string{id}, Row: "a row"} }

func add(id string) func(*ui.Memo) {
	return func(m *ui.Memo) { m.Pins = append(m.Pins, pinOf(id)) }
}

func remembered(t *testing.T, m *Memory) ui.Memo {
	t.Helper()
	memo, err := m.Change(func(*ui.Memo) {})
	if err != nil {
		t.Fatal(err)
	}
	return memo
}

func TestAMemoryOutlivesTheProgramAndIsOfOneProfile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if _, err := New(dir, "prod").Change(add("foo")); err != nil {
		t.Fatal(err)
	}
	if memo := remembered(t, New(dir, "prod")); len(memo.Pins) != 1 || memo.Pins[0].Row != "a row" || !memo.IsPinned(pinOf("foo")) {
		t.Errorf("%+v", memo)
	}
	if memo := remembered(t, New(dir, "lab")); len(memo.Pins) != 0 {
		t.Errorf("another profile has %+v", memo)
	}
}

func TestADemoKeepsNothingOnDisk(t *testing.T) {
	m := New("", "demo")
	if memo, err := m.Change(add("foo")); err != nil || len(memo.Pins) != 1 || len(remembered(t, m).Pins) != 1 {
		t.Errorf("%+v, %v", memo, err)
	}
}

// TestTwoThatPinAtOnceLoseNothing has as many memories as processes, which share no lock of a
// process.
func TestTwoThatPinAtOnceLoseNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	const each = 10
	var all sync.WaitGroup
	for process := range 2 {
		all.Go(func() {
			m := New(dir, "prod")
			for i := range each {
				if _, err := m.Change(add(strconv.Itoa(process) + "." + strconv.Itoa(i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if memo := remembered(t, New(dir, "prod")); len(memo.Pins) != 2*each {
		t.Errorf("%d pins", len(memo.Pins))
	}
}

func TestWhatCannotBeReadIsSetAside(t *testing.T) {
	for name, text := range map[string]string{
		"damaged":           `{"version":1,"of":"prod","pi`,
		"older":             `{"pins":[{"kind":"tenant"}]}`,
		"of a later banyan": `{"version":9,"of":"prod"}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "state")
			remembered(t, New(dir, "prod"))
			path := filepath.Join(dir, roomName, statefile.Digest("prod")+statefile.Suffix)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			memo, err := New(dir, "prod").Change(add("foo"))
			if err == nil || !strings.Contains(err.Error(), "set aside as "+path+".aside") || len(memo.Pins) != 1 {
				t.Errorf("%+v, %v", memo, err)
			}
			if aside, err := os.ReadFile(path + ".aside"); err != nil || string(aside) != text {
				t.Errorf("%s, %v", aside, err)
			}
			if memo := remembered(t, New(dir, "prod")); len(memo.Pins) != 1 {
				t.Errorf("%+v", memo)
			}
		})
	}
}

func TestAStateDirectoryThatCannotBeUsedIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m := New(file, "prod")
	for range 2 {
		if memo, err := m.Change(func(m *ui.Memo) { m.Pins = []ui.Place{pinOf("foo")} }); err == nil || len(memo.Pins) != 1 {
			t.Errorf("%+v, %v", memo, err)
		}
	}
}

// What another process keeps from the file for a while is brought there by the next change.
func TestWhatCouldNotBeKeptIsKeptByTheNextChange(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	m := New(dir, "prod")
	if _, err := m.Change(add("first")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, roomName, statefile.Digest("prod")+statefile.Suffix)
	guard, err := statefile.Take(path+".lock", nil)
	if err != nil {
		t.Fatal(err)
	}
	memo, err := m.Change(add("locked out"))
	if err == nil || !memo.IsPinned(pinOf("locked out")) {
		t.Errorf("%+v, %v", memo, err)
	}
	if err := guard.Release(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and once alone
		if memo, err = m.Change(add("next")); err != nil {
			t.Fatal(err)
		}
	}
	for _, memo := range []ui.Memo{memo, remembered(t, New(dir, "prod"))} {
		if len(memo.Pins) != 4 || !memo.IsPinned(pinOf("locked out")) {
			t.Errorf("%+v", memo)
		}
	}
}
