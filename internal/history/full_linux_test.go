package history

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/internal/change"
)

const fullEnv = "BANYAN_TEST_FULL_DISK"

// fullDisk is a directory in which there is room, and then none. It is of a process of its own, whose
// limits and mounts are no other's.
type fullDisk struct {
	dir         string
	full        syscall.Errno // what a write returns where there is no room
	open        func() error
	fill, empty func(size int64) error // of a history of that size
}

// fullDisks are the two by which a disk is full: one that any process may have of itself, a limit to the size
// of files, and one that has no room at all, a small file system, where mounting it is permitted.
func fullDisks(dir string) map[string]fullDisk {
	limit := func(most uint64) error {
		var now syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &now); err != nil {
			return err
		}
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: min(most, now.Max), Max: now.Max})
	}
	filler := filepath.Join(dir, "filler")
	return map[string]fullDisk{
		"limit": {
			dir: dir, full: syscall.EFBIG, open: func() error { return nil },
			fill:  func(size int64) error { return limit(uint64(size) + 100) }, // so that a part is written
			empty: func(int64) error { return limit(1 << 62) },
		},
		"tmpfs": {
			dir: dir, full: syscall.ENOSPC,
			open: func() error { return syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k") },
			fill: func(int64) error {
				if err := os.WriteFile(filler, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
					return fmt.Errorf("the disk took a megabyte: %w", err)
				}
				return nil
			},
			empty: func(int64) error { return os.Remove(filler) },
		},
	}
}

// keepOnFullDisk keeps readings while there is room, while there is none, and then again. It returns what
// is wrong with what was kept.
func keepOnFullDisk(disk fullDisk) error {
	if err := disk.open(); err != nil {
		return errors.Join(errNotPermitted, err)
	}
	k := New(Options{Dir: filepath.Join(disk.dir, "state"), Host: "be.example", Account: "APIO demo"})
	begun := time.Now()
	reading := func(hour int, limit string) func() Reading {
		return func() Reading {
			r := Reading{Tenant: "foo", Begun: begun.Add(time.Duration(hour) * time.Hour)}
			r.At = r.Begun
			for i := range 300 { // more than there is room for in what a file has already
				r.add(Object{change.TrunkGroup, "g", "t" + strconv.Itoa(i)}, field{max1, limit})
			}
			return r
		}
	}
	keep := func(hour int, limit string) error {
		k.note("foo", reading(hour, limit))
		k.Flush()
		return k.Problem()
	}
	if err := errors.Join(keep(0, "1"), keep(1, "2")); err != nil {
		return err
	}
	before, err := os.ReadFile(k.path("foo"))
	if err == nil {
		err = disk.fill(int64(len(before)))
	}
	if err != nil {
		return err
	}
	for hour := range 2 {
		if err := keep(2+hour, "3"); !errors.Is(err, disk.full) {
			return fmt.Errorf("no room for a reading was told as %w", err)
		}
		if after, err := os.ReadFile(k.path("foo")); err != nil || !bytes.Equal(before, after) {
			return fmt.Errorf("the history was %d bytes and is %d: %w", len(before), len(after), err)
		}
	}
	if err := errors.Join(disk.empty(int64(len(before))), keep(4, "4")); err != nil {
		return err
	}
	h, err := k.Open("foo")
	changes := h.Changes(Object{change.TrunkGroup, "g", "t7"})
	if err != nil || h.Lost() > 0 || len(changes) != 2 || changes[0].To != "2" || changes[1].From != "2" || changes[1].To != "4" || changes[1].Since.Sub(changes[0].At) != 0 {
		return fmt.Errorf("%d lost, %+v %w", h.Lost(), changes, err)
	}
	return nil
}

var (
	errNotPermitted = errors.New("not permitted")
	errKept         = errors.New("kept") // nothing is wrong
)

// A disk that is full costs the readings that find no room, and nothing of what was kept: it is told, and once
// there is room it goes on.
func TestAFullDiskIsTold(t *testing.T) {
	if given := os.Getenv(fullEnv); given != "" { // the process that has it
		name, dir, _ := strings.Cut(given, ":")
		fmt.Println(cmp.Or(keepOnFullDisk(fullDisks(dir)[name]), errKept))
		os.Exit(0)
	}
	for name := range fullDisks("") {
		t.Run(name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestAFullDiskIsTold$")
			child.Env = append(os.Environ(), fullEnv+"="+name+":"+t.TempDir())
			if name == "tmpfs" {
				child.SysProcAttr = &syscall.SysProcAttr{
					Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
					UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
					GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
				}
			}
			out, err := child.CombinedOutput()
			switch text := string(out); {
			case name == "tmpfs" && (errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || strings.Contains(text, errNotPermitted.Error())):
				t.Skipf("no file system can be mounted here: %v %s", err, text)
			case err != nil || text != "kept\n":
				t.Errorf("%v %s", err, text)
			}
		})
	}
}
