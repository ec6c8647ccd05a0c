package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a terminal sends of the mouse: a click with the left button, a notch of the
// wheel. Cells count from 1.
const (
	clickThirdRow = "\x1b[<0;10;6M\x1b[<0;10;6m"
	wheelDown     = "\x1b[<65;10;10M"
)

func TestTheMouseIsTheTerminalsUntilItIsAskedFor(t *testing.T) {
	t.Parallel()
	s := demoOfCells(t)
	if out := s.bytes(); bytes.Contains(out, []byte("\x1b[?1002")) || bytes.Contains(out, []byte("\x1b[?1003h")) {
		t.Error("the mouse is on")
	}
	s.pressUntil("M", "hold shift to select text")
	s.untilSent("\x1b[?1002h")
	s.press("M")
	s.untilSent("\x1b[?1002l")
}

func TestTheMouseSelectsAndOpens(t *testing.T) {
	t.Parallel()
	s := demo(t, nil, "--mouse")
	s.untilSent("\x1b[?1002h")
	s.pressUntil(clickThirdRow, "▸")
	s.pressUntil(clickThirdRow, "› groups")
	s.press(strings.Repeat(wheelDown, 100))
	s.untilQuiet(300 * time.Millisecond)
	if out := s.quit("\x03"); !bytes.Contains(out, []byte("\x1b[?1002l")) {
		t.Error("the mouse is not given back")
	}
}

// clickAt is a click on a cell of the screen, both counted from 1.
func clickAt(x, y int) string { return fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<0;%d;%dm", x, y, x, y) }

func TestTheMouseSortsPicksAndPressesKeys(t *testing.T) {
	t.Parallel()
	s := demo(t, nil, "--mouse")
	s.pressUntil(clickAt(5, 4), "TENANT ID↑")
	s.pressUntil(clickAt(5, 4), "TENANT ID↓")
	s.pressUntil("s", "Sort by")
	s.pressUntil(clickAt(25, 7), "▸   NAME")
	s.pressUntil(clickAt(25, 7), "NAME↑")
	s.pressUntil(clickAt(15, 24), "16/16") // the filter, in the key line
	s.pressUntil("logi", "1/16")
	s.pressUntil(clickAt(3, 24), "help") // and there the key that ends it
	s.pressUntil(clickAt(3, 24), "› groups")
	s.quit("\x03")
}

func TestATableIsExportedToAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := demo(t, nil)
	s.pressUntil("X", "Export   16 tenants of this platform")
	s.press("\x15")
	s.pressUntil(filepath.Join(dir, "a.csv"), "a.csv")
	s.pressUntil("\r", "WRITTEN  16 tenants")
	file := must(os.Open(filepath.Join(dir, "a.csv")))(t)
	defer file.Close() //nolint:errcheck // it is only read
	records, mode := must(csv.NewReader(file).ReadAll())(t), must(file.Stat())(t).Mode()
	if len(records) != 17 || mode.Perm() != 0o600 {
		t.Errorf("%d records, %v", len(records), mode)
	}
}
