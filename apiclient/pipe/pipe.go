// Package pipe serves HTTP without sockets, for tests: what waits on a pipe counts as
// blocked in a bubble of testing/synctest, so that no wait of a client takes time.
package pipe

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Serve answers with handler who dials by dial, until stop is called, which waits for what is
// still being answered.
func Serve(handler http.Handler) (dial func(ctx context.Context, network, address string) (net.Conn, error), stop func()) {
	l := &listener{dialled: make(chan net.Conn), closed: make(chan struct{})}
	var open sync.WaitGroup
	server := &http.Server{Handler: handler, ConnState: func(_ net.Conn, state http.ConnState) { //nolint:gosec // nobody but a test talks to it
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Done()
		}
	}}
	ended := make(chan struct{})
	go func() {
		_ = server.Serve(l)
		close(ended)
	}()
	return l.dial, func() {
		_ = server.Close()
		<-ended
		open.Wait()
	}
}

// listener hands the far end of each pipe to the server.
type listener struct {
	dialled chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.dialled <- far:
		return near, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept returns the far end of the next pipe.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.dialled:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close has nobody dial any more.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr returns an address that means nothing.
func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }
