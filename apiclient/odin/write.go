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
	if err := c.checkQuery(r); err != nil {
		return err
	}
	r, err := c.prepare(r, c.grant.Load().token)
	if err != nil {
		return err
	}
	r.Single = true
	return c.notRenewed(apiclient.Write(ctx, c.conn, method, r, body))
}
