package apio

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"banyan/apiclient"
)

// CanWrite reports whether the connection writes at all (apiclient.Config.Write).
// Where it does not, every method that would change something returns
// apiclient.ErrReadOnly and sends nothing.
func (c *Client) CanWrite() bool { return c.conn.CanWrite() }

// write sends body once. A session that has ended is not opened again here: the
// 401 proves that nothing changed, and the read that has to come before the next
// try logs in.
func (c *Client) write(ctx context.Context, method string, r apiclient.Request, body []byte) error {
	r, err := c.prepare(r)
	if err != nil {
		return err
	}
	return apiclient.Write(ctx, c.conn, method, r, body)
}

// otherField recognises a refusal that asks for the destination under its other
// name (APIO 12).
func otherField(err error, opts apiclient.WriteOptions, body []byte) error {
	sent, wanted := destinationName(opts), destinationName(apiclient.WriteOptions{ForwardAddress: !opts.ForwardAddress})
	var problem *apiclient.Error
	if !errors.As(err, &problem) || !strings.Contains(string(body), `"`+sent+`":`) {
		return err
	}
	if problem.Status != http.StatusBadRequest && problem.Status != http.StatusUnprocessableEntity {
		return err
	}
	said := problem.Message
	for _, one := range problem.Problems {
		said += " " + one.Field + " " + one.Text
	}
	if !strings.Contains(strings.ToLower(said), strings.ToLower(wanted)) {
		return err
	}
	return &apiclient.OtherFieldError{Sent: sent, Wanted: wanted, Err: err}
}
