package terminal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// A terminal that another program made non-blocking gets everything all the same.
func TestANonBlockingTerminalGetsEverything(t *testing.T) {
	t.Parallel()
	master, slave := rawTerminal(t)
	text := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	got := make(chan []byte, 1)
	go func() {
		all := make([]byte, len(text))
		n, _ := io.ReadFull(master, all)
		got <- all[:n]
	}()
	if n, err := writeAll(slave, text); n != len(text) || err != nil {
		t.Fatalf("%d of %d, %v", n, len(text), err)
	}
	if !bytes.Equal(<-got, text) {
		t.Error("something else arrived")
	}
}

func TestAWriteToATerminalThatGoesAwayEnds(t *testing.T) {
	t.Parallel()
	master, slave := rawTerminal(t)
	failed := make(chan error, 1)
	go func() {
		_, err := writeAll(slave, bytes.Repeat([]byte("x"), 1<<20))
		failed <- err
	}()
	if _, err := io.ReadFull(master, make([]byte, 100)); err != nil { // it is on its way
		t.Fatal(err)
	}
	if err := master.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; !errors.Is(err, syscall.EIO) {
		t.Errorf("%v, want EIO", err)
	}
}

// rawTerminal returns both ends of a pseudo-terminal whose slave refuses what does
// not fit, behind the back of the file.
func rawTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = master.Close()
		_ = slave.Close()
	})
	if _, err := term.MakeRaw(int(slave.Fd())); err != nil {
		t.Fatal(err)
	}
	// Go waits by itself for a file that it opened; standard output it has not.
	fd, err := unix.Dup(int(slave.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	inherited := os.NewFile(uintptr(fd), "stdout")
	t.Cleanup(func() { _ = inherited.Close() })
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return master, inherited
}
