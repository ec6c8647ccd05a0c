package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// ErrNoJobControl says that nothing could continue a suspended process: it was started
// without a shell's job control, as by ssh -t HOST banyan.
var ErrNoJobControl = errors.New("no shell is there to come back from")

// Suspendable returns nil where a shell's job control can stop this process and
// continue it, and ErrNoJobControl elsewhere. A stop signal is thrown away there by
// the kernel, and a program that waits to be continued would wait for ever.
func Suspendable() error {
	if signal.Ignored(syscall.SIGTSTP) || isIgnored(syscall.SIGTSTP) {
		return ErrNoJobControl
	}
	session, err := unix.Getsid(0)
	if err != nil {
		return ErrNoJobControl
	}
	// The kernel's rule: some member of the process group must have a parent in another
	// group of the same session, which the leader of a session never has. A script or
	// sudo between the shell and us is a member.
	group := unix.Getpgrp()
	for pid := os.Getppid(); pid > 1; pid = parentOf(pid) {
		its, err := unix.Getpgid(pid)
		if err != nil {
			return ErrNoJobControl
		}
		if its == group {
			continue
		}
		if its, err := unix.Getsid(pid); err != nil || its != session {
			return ErrNoJobControl
		}
		return nil
	}
	return ErrNoJobControl
}

// parentOf returns the parent of a process, or 0 where that cannot be known.
func parentOf(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// "pid (name) state parent ...", and the name may hold anything.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		return 0
	}
	return parent
}

// isIgnored reports whether the process was started with a signal ignored, which
// signal.Ignored does not know of this one.
func isIgnored(s syscall.Signal) bool {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false
	}
	_, mask, _ := bytes.Cut(text, []byte("\nSigIgn:"))
	mask, _, _ = bytes.Cut(mask, []byte("\n"))
	bits, err := strconv.ParseUint(string(bytes.TrimSpace(mask)), 16, 64)
	return err == nil && bits>>(uint(s)-1)&1 == 1
}
