package odin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// EnterpriseTrunkDocument reads one enterprise trunk for an edit, past every cache:
// as it came, and as a value (Odin 4). What cannot be read without a doubt is an
// error, so it cannot be edited either.
func (c *Client) EnterpriseTrunkDocument(ctx context.Context, owner apiclient.TrunkOwner, name string) (apiclient.Document, routing.Trunk, error) {
	var document apiclient.Document
	trunk, err := fetch(apiclient.Fresh(ctx), c, oneTrunk(owner, name), func(body []byte) (routing.Trunk, error) {
		document = apiclient.Document{Raw: slices.Clone(body), ReadAt: time.Now()}
		return decodeTrunk(body, owner, name)
	})
	if err != nil {
		return apiclient.Document{}, routing.Trunk{}, err
	}
	return document, trunk, nil
}

// PutEnterpriseTrunk changes the enterprise trunk called name from fresh, as just
// read, to want, by one PUT of EnterpriseTrunkBody. Another name in want renames it.
// The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied). Ctx cannot cancel what was sent. This dialect has one
// name for the destination, so the options mean nothing here.
func (c *Client) PutEnterpriseTrunk(
	ctx context.Context, owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, _ apiclient.WriteOptions,
) error {
	request := bodyRequest("change enterprise trunk "+name+" of "+owner.String(), owner)
	if err := c.checkQuery(oneTrunk(owner, name)); err != nil {
		return err
	}
	body, err := EnterpriseTrunkBody(owner, name, fresh, want)
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return c.write(ctx, http.MethodPut, request, body)
}

// CreateEnterpriseTrunk makes an enterprise trunk, by one POST of
// NewEnterpriseTrunkBody. Its errors are those of PutEnterpriseTrunk.
func (c *Client) CreateEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, want routing.Trunk, _ apiclient.WriteOptions) error {
	request := bodyRequest("create enterprise trunk "+want.Name+" of "+owner.String(), owner)
	if err := c.checkQuery(trunkRequest(request.Op, owner)); err != nil {
		return err
	}
	body, err := NewEnterpriseTrunkBody(owner, want)
	if err != nil {
		return c.conn.Unsent(request, http.MethodPost, apiclient.BadBody, err.Error())
	}
	return c.write(ctx, http.MethodPost, request, body)
}

// DeleteEnterpriseTrunk deletes an enterprise trunk. Its errors tell, as those of
// PutEnterpriseTrunk do, whether it may be gone all the same.
func (c *Client) DeleteEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) error {
	request := oneTrunk(owner, name)
	request.Op = "delete enterprise trunk " + name + " of " + owner.String()
	return c.write(ctx, http.MethodDelete, request, []byte(`{}`))
}

// bodyRequest is a request whose body names what it is about.
func bodyRequest(op string, owner apiclient.TrunkOwner) apiclient.Request {
	return apiclient.Request{Op: op, Path: trunkPath(owner)}
}
