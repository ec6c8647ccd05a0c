package change

import (
	"errors"
	"os"
	"testing"
)

// FillDisk makes every append to the journal fail as on a full disk, a half-written
// line left behind, until the function that it returns is called.
func FillDisk(t *testing.T, s *Service) (repair func()) {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	t.Cleanup(func() { _ = full.Close() })
	writeWith(t, s, func(file *os.File) sink { return halfway{file, full} })
	return func() { RepairDisk(t, s) }
}

// writeWith replaces what the journal is written with.
func writeWith(t *testing.T, s *Service, through func(*os.File) sink) {
	t.Helper()
	own, err := s.ledger.open()
	if err != nil {
		t.Fatal(err)
	}
	own.mu.Lock()
	defer own.mu.Unlock()
	own.out = through(own.file)
}

// BreakSync makes the disk confirm nothing any more.
func BreakSync(t *testing.T, s *Service) {
	t.Helper()
	writeWith(t, s, func(file *os.File) sink { return unsure{file} })
}

// AfterSync runs once after a line of the journal was confirmed by the disk.
func AfterSync(t *testing.T, s *Service, then func()) {
	t.Helper()
	writeWith(t, s, func(file *os.File) sink { return synced{file, then} })
}

type synced struct {
	*os.File
	then func()
}

func (s synced) Sync() error {
	defer s.then()
	return s.File.Sync()
}

type halfway struct{ file, full *os.File }

func (h halfway) Write(text []byte) (int, error) {
	_, _ = h.file.Write(text[:len(text)/2])
	return h.full.Write(text)
}

func (h halfway) Sync() error { return nil }

type unsure struct{ *os.File }

func (unsure) Sync() error { return errors.New("input/output error") }

// SavesOf returns how many subjects are being saved.
func SavesOf(s *Service) int {
	l := s.locks
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.busy)
}

// Digest is what earlier versions named the files of a subject after.
func (s Subject) Digest() string { return s.digest() }

// Open returns the target of a subject.
func (s *Service) Open(subject Subject) (Target, bool) { return s.openTarget(subject) }

// CountSyncs counts how often the disk confirmed a line of the journal.
func CountSyncs(t *testing.T, s *Service) *int {
	t.Helper()
	count := 0
	writeWith(t, s, func(file *os.File) sink { return synced{file, func() { count++ }} })
	return &count
}

// RepairDisk lets the journal be written as at first.
func RepairDisk(t *testing.T, s *Service) {
	t.Helper()
	writeWith(t, s, func(file *os.File) sink { return file })
}
