package terminal

import "io"

// tty is what Bubble Tea looks for in the output that it draws on.
type tty interface {
	io.ReadWriteCloser
	io.StringWriter
	Fd() uintptr
}

// canvas is an output whose panics are caught, for Bubble Tea draws on a goroutine that
// catches none, and whose errors are told, for it drops them.
type canvas struct {
	tty
	crash *Crash
	gone  func() // called when nothing can be written any more
}

// Write draws a frame.
func (c *canvas) Write(p []byte) (n int, err error) {
	defer c.crash.Catch()
	return c.told(c.tty.Write(p))
}

// WriteString writes everything else.
func (c *canvas) WriteString(s string) (n int, err error) {
	defer c.crash.Catch()
	return c.told(c.tty.WriteString(s))
}

func (c *canvas) told(n int, err error) (int, error) {
	if err != nil {
		c.gone()
	}
	return n, err
}
