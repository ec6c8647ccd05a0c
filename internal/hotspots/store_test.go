package hotspots

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/statefile"
)

// testFinding is an over-allocation by so many calls.
func testFinding(excess float64) Finding {
	return Finding{Finding: capacity.Finding{
		Severity: capacity.Over, Code: capacity.CallsOver, Path: []string{"foo", "GroupIDC"},
		Text: "OVER 11 calls x1.6: trunk groups 31, group 20", Ratio: 1.1 + excess/20, Excess: excess,
	}}
}

func testStore(t *testing.T) store {
	t.Helper()
	return store{filepath.Join(t.TempDir(), "state"), host, ""}
}

func TestAReadingSurvivesItsFile(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	worst := testFinding(3)
	worst.Ratio, worst.Excess = math.Inf(1), math.Inf(1)
	for _, id := range []string{"foo", "../../etc/passwd", "a/b", ".", "\x1b[2J", "\xff\xfe", "漢字", strings.Repeat("x", 5000), ""} {
		r := record{
			Tenant:  tenantRecord{ID: strings.ToValidUTF8(id, "�"), Name: "Foo", Type: apiclient.Enterprise, ResellerID: "r"},
			At:      time.Date(2026, 8, 22, 12, 0, 0, 0, time.UTC),
			TriedAt: time.Date(2026, 8, 22, 13, 0, 0, 0, time.UTC),
			ScanID:  "s", Requests: 12, Findings: []Finding{worst, testFinding(2)},
			Gaps: []gap{{Path: []string{"foo", "g"}, What: "groups", Text: "no"}}, GapCount: 3, Short: true, Failed: "never",
		}
		noErr(t, s.keep(r))
		kept, damaged, err := s.tenants().Read()
		if err != nil || len(damaged) > 0 || len(kept) != 1 {
			t.Fatalf("%q: %d kept, %v, %v", id, len(kept), damaged, err)
		}
		if diff := cmp.Diff(r, kept[0], cmpopts.IgnoreUnexported(Finding{}, record{})); diff != "" {
			t.Error(diff)
		}
		if err := s.tenants().Remove(r.Tenant.ID); err != nil {
			t.Error(err)
		}
	}
	for _, path := range filesIn(t, s.dir) {
		t.Errorf("%s is left", path)
	}
}

func TestFilesAreForTheirOwnerAloneAndReplacedWhole(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	for range 3 {
		noErr(t, s.keep(record{Tenant: tenantRecord{ID: "foo"}}))
	}
	_, err := (Marks{Dir: s.dir, Host: host}).Set(testFinding(1), "meant", "anna")
	noErr(t, err)
	files := filesIn(t, s.dir)
	if len(files) != 2 {
		t.Errorf("%v", files)
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	noErr(t, os.Chmod(filepath.Join(s.dir, hostsRoom), 0o755))
	if err := s.keep(record{Tenant: tenantRecord{ID: "foo"}}); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("a room that others look into is used: %v", err)
	}
}

func TestAFileThatCannotBeUsedIsNamedAndSkipped(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	for _, id := range []string{"good", "cut", "old", "elsewhere", "swapped"} {
		noErr(t, s.keep(record{Tenant: tenantRecord{ID: id}, Findings: []Finding{testFinding(1)}}))
	}
	spoil := func(id, from, to string) {
		text, err := os.ReadFile(s.tenants().Path(id))
		noErr(t, err)
		spoilt := strings.Replace(string(text), from, to, 1)
		if spoilt == string(text) {
			t.Fatalf("%s: nothing was spoilt in %s", id, text)
		}
		noErr(t, os.WriteFile(s.tenants().Path(id), []byte(spoilt), 0o600))
	}
	spoil("cut", `"findings"`, "")
	spoil("old", `"version":1`, `"version":7`)
	spoil("elsewhere", host, "other.example.net")
	spoil("swapped", "swapped", "somebody")
	room := filepath.Dir(s.tenants().Path(""))
	foreign, dir := filepath.Join(room, "notes.txt"), filepath.Join(room, "dir.json")
	noErr(t, os.WriteFile(foreign, []byte("buy milk"), 0o600))
	noErr(t, os.Mkdir(dir, 0o700))
	kept, damaged, err := s.tenants().Read()
	if err != nil || len(kept) != 1 || kept[0].Tenant.ID != "good" {
		t.Errorf("%v %v", kept, err)
	}
	for _, path := range []string{s.tenants().Path("cut"), s.tenants().Path("old"), s.tenants().Path("elsewhere"), s.tenants().Path("swapped"), foreign, dir} {
		if !slices.ContainsFunc(damaged, func(d Damage) bool { return d.Path == path }) {
			t.Errorf("%s is not named", path)
		}
	}
}

func TestWhatAKilledProcessLeftHalfWrittenIsSweptAway(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	noErr(t, s.keep(record{Tenant: tenantRecord{ID: "foo"}}))
	room := filepath.Dir(s.tenants().Path(""))
	stale, young := filepath.Join(room, statefile.TempPrefix+"1"), filepath.Join(room, statefile.TempPrefix+"2")
	for _, path := range []string{stale, young} {
		noErr(t, os.WriteFile(path, []byte("{"), 0o600))
	}
	long := time.Now().Add(-2 * time.Hour)
	noErr(t, os.Chtimes(stale, long, long))
	if _, damaged, err := s.tenants().Read(); err != nil || len(damaged) > 0 {
		t.Error(damaged, err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("the old one is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("one that may be written now is gone")
	}
}

// A disk that takes nothing is told of, and the scan goes on in memory.
func TestAScanGoesOnWithoutADisk(t *testing.T) {
	_, opts := newPlatform(t, generated(3))
	blocked := filepath.Join(t.TempDir(), "file")
	noErr(t, os.WriteFile(blocked, nil, 0o600))
	opts.Dir = filepath.Join(blocked, "state")
	b := scanned(t, open(t, opts), false)
	if b.Listing.Whole != 3 || b.Unkept == nil {
		t.Errorf("%+v, %v", b.Listing, b.Unkept)
	}
}
