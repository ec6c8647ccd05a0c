package statefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/internal/soak"

	"banyan/internal/statefile"
)

func TestMain(m *testing.M) { soak.Tests{M: m}.Run() }

type record struct {
	Name string `json:"name"`
}

func noErr(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantLocked(t *testing.T, path string, want bool) {
	t.Helper()
	if locked, err := statefile.IsLocked(path); locked != want || err != nil {
		t.Errorf("locked %v, %v, want %v", locked, err, want)
	}
}

// wantRecord expects that a file names somebody.
func wantRecord(t *testing.T, path, name string) {
	t.Helper()
	var got record
	if found, err := statefile.Read(path, &got); !found || err != nil || got.Name != name {
		t.Errorf("%+v, %v, %v, want %q", got, found, err, name)
	}
}

func openFile(t *testing.T, path string) *os.File {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	noErr(t, err)
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	var got record
	if found, err := statefile.Read(path, &got); found || err != nil {
		t.Errorf("before it exists: %v, %v", found, err)
	}
	for _, name := range []string{"one", "two"} {
		noErr(t, statefile.Write(path, record{name}))
		wantRecord(t, path, name)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if names, err := statefile.Names(filepath.Dir(path), time.Now()); err != nil || !slices.Equal(names, []string{"r.json"}) {
		t.Errorf("%v, %v", names, err)
	}
	for range 2 {
		noErr(t, statefile.Remove(path))
	}
}

func TestWhatIsNoRecordIsAnError(t *testing.T) {
	dir := t.TempDir()
	cut, large := filepath.Join(dir, "cut"), filepath.Join(dir, "large")
	noErr(t, os.WriteFile(cut, []byte(`{"name":"o`), 0o600))
	noErr(t, os.WriteFile(large, nil, 0o600))
	noErr(t, os.Truncate(large, 33<<20))
	for path, want := range map[string]string{cut: "unexpected end", large: "larger than", dir: "is a directory, not a file"} {
		var got record
		if found, err := statefile.Read(path, &got); found || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", path, found, err)
		}
	}
}

// Whoever opens a pipe waits for its other end.
func TestOnlyRegularFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	file, pipe, loop, link := filepath.Join(dir, "file"), filepath.Join(dir, "pipe"), filepath.Join(dir, "loop"), filepath.Join(dir, "link")
	noErr(t, errors.Join(statefile.Write(file, record{"there"}), syscall.Mkfifo(pipe, 0o600), os.Symlink(loop, loop), os.Symlink(file, link)))
	for path, want := range map[string]string{pipe: "is a pipe, not a file", dir: "is a directory, not a file", loop: "symbolic links", "/dev/null": "is a device, not a file"} {
		for what, use := range map[string]func() error{
			"read": func() error { _, err := statefile.Read(path, &record{}); return err },
			"text": func() error { _, err := statefile.ReadFile(path, 10); return err },
			"lock": func() error { _, err := statefile.Take(path, record{}); return err },
			"look": func() error { _, err := statefile.IsLocked(path); return err },
		} {
			if err := use(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %s: %v, want %q", what, path, err, want)
			}
		}
	}
	wantRecord(t, link, "there")
}

func TestARecordThatWasDamagedIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	noErr(t, statefile.Write(path, record{"there"}))
	text, err := os.ReadFile(path)
	noErr(t, err)
	for at := range text {
		for bit := range 8 {
			spoilt := slices.Clone(text)
			spoilt[at] ^= 1 << bit
			noErr(t, os.WriteFile(path, spoilt, 0o600))
			var got record
			if _, err := statefile.Read(path, &got); err == nil && got.Name != "there" {
				t.Errorf("%q is taken for %q", spoilt, got.Name)
			}
		}
	}
	noErr(t, os.WriteFile(path, []byte(`{"name":"of an earlier version"}`), 0o600))
	wantRecord(t, path, "of an earlier version")
}

func TestARecordThatCannotBeWrittenLeavesTheFormerOne(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.json")
	noErr(t, statefile.Write(path, record{"good"}))
	if err := statefile.Write(path, func() {}); err == nil {
		t.Error("what is no JSON was written")
	}
	if err := statefile.Write(filepath.Join(dir, "none", "r.json"), record{}); err == nil {
		t.Error("a directory came from nowhere")
	}
	wantRecord(t, path, "good")
	if err := statefile.Write(dir, record{}); err == nil {
		t.Error("a directory was replaced")
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), statefile.TempPrefix) }) {
		t.Errorf("rubbish is left: %v, %v", entries, err)
	}
}

func TestHalfWrittenFilesAreSweptWhenTheyAreOld(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{statefile.TempPrefix + "old": 2 * time.Hour, statefile.TempPrefix + "young": 0, "old.json": 2 * time.Hour} {
		path := filepath.Join(dir, name)
		noErr(t, os.WriteFile(path, nil, 0o600))
		noErr(t, os.Chtimes(path, time.Time{}, time.Now().Add(-age)))
	}
	if names, err := statefile.Names(dir, time.Now()); err != nil || !slices.Equal(names, []string{"old.json"}) {
		t.Errorf("%v, %v", names, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, statefile.TempPrefix+"*"))
	if err != nil || len(left) != 1 || !strings.HasSuffix(left[0], "young") {
		t.Errorf("%v, %v", left, err)
	}
	if names, err := statefile.Names(filepath.Join(dir, "none"), time.Now()); names != nil || err != nil {
		t.Errorf("%v, %v", names, err)
	}
}

func TestARoomThatOthersCanUseIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(root string) error
		want  string
	}{
		"as it was made":                {func(string) error { return nil }, ""},
		"a root that others look into":  {func(root string) error { return os.Chmod(root, 0o755) }, ""},
		"a root that others write to":   {func(root string) error { return os.Chmod(root, 0o777) }, "chmod 700"},
		"a room that others look into":  {func(root string) error { return os.Chmod(filepath.Join(root, "a", "b"), 0o750) }, "chmod 700"},
		"a room in between that is one": {func(root string) error { return os.Chmod(filepath.Join(root, "a"), 0o701) }, "chmod 700"},
		"a room that is a link": {func(root string) error {
			return errors.Join(os.Rename(filepath.Join(root, "a"), filepath.Join(root, "c")), os.Symlink("c", filepath.Join(root, "a")))
		}, "not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "state")
			room, err := statefile.OpenRoom(root, "a", "b")
			if err != nil || room != filepath.Join(root, "a", "b") {
				t.Fatal(room, err)
			}
			noErr(t, test.spoil(root))
			_, err = statefile.OpenRoom(root, "a", "b")
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestALockIsSeenAndEndsWithItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	wantLocked(t, path, false) // before it exists
	first := openFile(t, path)
	noErr(t, statefile.Lock(first))
	wantLocked(t, path, true) // while it is held
	if err := statefile.TryLock(openFile(t, path)); !errors.Is(err, statefile.ErrLocked) {
		t.Errorf("taken twice: %v", err)
	}
	noErr(t, first.Close())
	wantLocked(t, path, false) // after it
	noErr(t, statefile.TryLock(openFile(t, path)))
}

// Whoever only looks has a lock too, and must not keep anybody from it.
func TestALockIsHadAlthoughAnotherProbes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	probe := openFile(t, path)
	noErr(t, syscall.Flock(int(probe.Fd()), syscall.LOCK_SH))
	wantLocked(t, path, false) // two that probe do not take each other for the owner
	time.AfterFunc(10*time.Millisecond, func() { _ = probe.Close() })
	noErr(t, statefile.TryLock(openFile(t, path)))
}

func TestAGuardSaysWhoHasItAndIsHadByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := statefile.Take(path, record{"the first, with a long name"})
	noErr(t, err)
	var owner record
	if _, err := statefile.Take(path, record{"second"}); !errors.Is(err, statefile.ErrLocked) {
		t.Errorf("taken twice: %v", err)
	}
	wantRecord(t, path, "the first, with a long name")
	noErr(t, first.Release())
	if _, err := statefile.Read(path, &owner); err == nil {
		t.Error("it still names somebody")
	}
	second, err := statefile.Take(path, record{"second"})
	noErr(t, err)
	wantRecord(t, path, "second")
	// A lock that was removed is nobody's: whoever comes then makes a new one.
	noErr(t, os.Remove(path))
	third, err := statefile.Take(path, record{"third"})
	noErr(t, err)
	noErr(t, errors.Join(second.Release(), third.Release()))
	if _, err := statefile.Take(path, func() {}); err == nil {
		t.Error("taken by what is no JSON")
	}
	if _, err := statefile.Take(filepath.Join(path, "none"), record{}); err == nil {
		t.Error("a directory came from nowhere")
	}
}

// A process that is just being started has a copy of every open file until it runs its
// program: a lock that was given back ends for the copies too.
func TestALockThatIsGivenBackEndsForItsCopies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	guard, err := statefile.Take(path, record{})
	noErr(t, err)
	links, err := filepath.Glob("/proc/self/fd/*")
	noErr(t, err)
	for _, link := range links {
		if target, _ := os.Readlink(link); target == path {
			number, _ := strconv.Atoi(filepath.Base(link))
			duplicate, err := syscall.Dup(number)
			noErr(t, err)
			defer syscall.Close(duplicate) //nolint:errcheck // it was only held
		}
	}
	noErr(t, guard.Release())
	wantLocked(t, path, false)
}

func TestAFileOfOnesOwnIsNoLinkAndForNobodyElse(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "log"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(name, nil, 0o600), os.Chmod(name, 0o666), os.Symlink(name, link)); err != nil {
		t.Fatal(err)
	}
	if _, err := statefile.OpenOwn(link, os.O_WRONLY); err == nil {
		t.Error("a link was followed")
	}
	other := filepath.Join(dir, "other")
	noErr(t, os.Link(name, other))
	if _, err := statefile.OpenOwn(other, os.O_WRONLY); err == nil || !strings.Contains(err.Error(), "is a file with 2 names (hard links): name one of its own") {
		t.Errorf("a file with another name: %v", err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("the rights on it: %v, %v", info.Mode(), err)
	}
	noErr(t, os.Remove(other))
	file, err := statefile.OpenOwn(name, os.O_APPEND|os.O_WRONLY)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := file.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}
