package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// To somebody else the files of this user are those of another. Root's are trusted, so root gives
// its own away first.
func TestWhatBelongsToAnotherUserIsNotRead(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", filepath.Dir(dir))
	path, link := filepath.Join(dir, "config.yaml"), filepath.Join(dir, "link")
	if err := errors.Join(os.Chmod(dir, 0o700), os.WriteFile(path, nil, 0o600), os.Symlink("/etc", link)); err != nil {
		t.Fatal(err)
	}
	if err := checkTrust(path, os.Getuid()); err != nil {
		t.Errorf("one's own: %v", err)
	}
	owner, me := os.Getuid(), os.Getuid()+1
	if owner == 0 {
		owner, me = 4711, 0
	}
	for _, test := range []struct{ what, path, place string }{{"a file", path, path}, {"a folder", filepath.Join(link, "passwd"), dir}} {
		if me == 0 {
			if err := os.Chown(test.place, owner, 0); err != nil {
				t.Fatal(err)
			}
		}
		want := fmt.Sprintf("%s belongs to another user (uid %d); type: sudo chown %d '%s'", test.place, owner, me, test.place)
		if err := checkTrust(test.path, me); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", test.what, err, want)
		}
		if _, err := ReadFile(test.path); me == os.Getuid() && err == nil {
			t.Errorf("%s is read", test.what)
		}
	}
}
