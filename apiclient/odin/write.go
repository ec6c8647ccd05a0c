package odin

import (
	"context"

	"banyan/apiclient"
)

// CanWrite reports whether the connection writes at all (apiclient.Config.Write).
// Where it does not, every method that would change something returns
// apiclient.ErrReadOnly and sends nothing.
func (c *Client) CanWrite() bool { return c.conn.CanWrite() }

// write sends body once. A token that has ended is not renewed here: the 401 proves
// that nothing changed, and the read that has to come before the next try renews it.
func (c *Client) write(ctx context.Context, method string, r apiclient.Request, body []byte) error {
	w, ok := c.conn.Writer()
	if !ok {
		return c.conn.Unsent(r, method, apiclient.ReadOnly, "writing is not enabled")
	}
	if err := c.checkQuery(r); err != nil {
		return err
	}
	r, err := c.prepare(r, c.grant.Load().token)
	if err != nil {
		return err
	}
	r.Single = true
	return c.notRenewed(w.Write(ctx, method, r, body))
}
