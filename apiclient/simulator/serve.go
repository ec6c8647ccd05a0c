package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Serve listens on a loopback address such as 127.0.0.1:0 until the context ends.
// It returns the base URL without a path; wait blocks until the server has
// stopped and returns why, nil where the context ended it. Addresses that are not
// loopback are refused: the simulator has no secrets worth the name.
func (s *Server) Serve(ctx context.Context, addr string) (baseURL string, wait func() error, err error) {
	if err := checkLoopback(addr); err != nil {
		return "", nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		// A full-screen program may own the terminal.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	ended := make(chan error, 1)
	go func() {
		ended <- serveUntil(ctx, server, listener)
		close(ended)
	}()
	return "http://" + listener.Addr().String(), func() error { return <-ended }, nil
}

// graceful is how long requests may take to end after the context has.
const graceful = 2 * time.Second

func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		_ = server.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("not a loopback address")
	}
	return nil
}
