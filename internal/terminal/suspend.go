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

// Suspendable returns nil where a shell's job control can stop and continue this process.
// Elsewhere, ErrNoJobControl, the kernel throws a stop signal away, and a program that
// waits to be continued would wait for ever.
func Suspendable() error {
	if signal.Ignored(syscall.SIGTSTP) || isIgnored(syscall.SIGTSTP) || !hasShell() {
		return ErrNoJobControl
	}
	return nil
}

// hasShell applies the kernel's rule: some member of the process group must have a parent
// in another group of the same session, which the leader of a session never has. A script
// or sudo between the shell and us is a member.
func hasShell() bool {
	session, err := unix.Getsid(0)
	for pid := os.Getppid(); err == nil && pid > 1; pid = parentOf(pid) {
		var its int
		if its, err = unix.Getpgid(pid); err == nil && its != unix.Getpgrp() {
			its, err = unix.Getsid(pid)
			return err == nil && its == session
		}
	}
	return false
}

// parentOf returns the parent of a process, or 0 where that cannot be known.
func parentOf(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	// "pid (name) state parent ...", and the name may hold anything.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(string(fields[1]))
	return parent
}

// isIgnored reports whether the process was started with a signal ignored, which
// signal.Ignored does not know of this one.
func isIgnored(s syscall.Signal) bool {
	text, _ := os.ReadFile("/proc/self/status")
	_, mask, _ := bytes.Cut(text, []byte("\nSigIgn:"))
	mask, _, _ = bytes.Cut(mask, []byte("\n"))
	bits, err := strconv.ParseUint(string(bytes.TrimSpace(mask)), 16, 64)
	return err == nil && bits>>(uint(s)-1)&1 == 1
}
