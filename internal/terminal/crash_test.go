package terminal

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestAStackStaysReadable(t *testing.T) {
	crash := NewCrash(t.TempDir(), "v1")
	crash.Hide("", "a")
	stack := string(debug.Stack())
	if got := crash.withoutSecrets(stack); got != stack {
		t.Errorf("%s\nbecame\n%s", stack, got)
	}
}

func TestACrashFileHoldsNoSecretOfTheStackEither(t *testing.T) {
	crash := NewCrash(t.TempDir(), "v1")
	crash.Hide("s3cret-word")
	crash.Report("x", []byte("goroutine 1: s3cret-word, token=abc\n"))
	crash.Report("the second", nil)
	var first *Panic
	if !errors.As(crash.err(), &first) || strings.Contains(first.Text, "second") {
		t.Fatalf("the fault is %v, want the first", crash.err())
	}
	text, err := os.ReadFile(first.File)
	if err != nil || strings.Contains(string(text), "s3cret-word") || strings.Contains(string(text), "abc") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWhereNoStateCanBeKeptTheCrashFileIsATemporaryOne(t *testing.T) {
	wall := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(wall, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	crash := NewCrash(filepath.Join(wall, "state"), "v1")
	crash.Report("x", nil)
	var first *Panic
	if !errors.As(crash.err(), &first) || filepath.Dir(first.File) != os.TempDir() {
		t.Errorf("the file is %v", crash.err())
	}
}
