package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// writeAll writes all of p. Some other program may have switched the terminal, which
// all programs on it share, to non-blocking: then it refuses what does not fit, and
// the rest is written when there is room. Any other error ends it, with the count of
// the bytes that were taken.
func writeAll(file *os.File, p []byte) (written int, err error) {
	for written < len(p) {
		n, err := file.Write(p[written:])
		written += n
		switch {
		case err == nil && n == 0:
			return written, io.ErrShortWrite
		case err == nil, errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			if err := waitForRoom(file); err != nil {
				return written, err
			}
		default:
			return written, err
		}
	}
	return written, nil
}

// waitForRoom waits until the terminal takes bytes again, as a write to a blocking
// one would, or is gone, as the next write then says.
func waitForRoom(file *os.File) error {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(file.Fd()), Events: unix.POLLOUT}}, -1)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return fmt.Errorf("wait for the terminal: %w", err)
		}
		return nil
	}
}
