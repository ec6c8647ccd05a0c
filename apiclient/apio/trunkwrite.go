package apio

import (
	"context"
	"net/http"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// EnterpriseTrunkDocument reads one enterprise trunk for an edit, past every cache:
// as it came, and as a value (APIO 8.2). What cannot be read without a doubt is an
// error, so it cannot be edited either.
func (c *Client) EnterpriseTrunkDocument(ctx context.Context, owner apiclient.TrunkOwner, name string) (apiclient.Document, routing.Trunk, error) {
	request := apiclient.Request{
		Op:     "read enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	var document apiclient.Document
	trunk, err := fetch(apiclient.Fresh(ctx), c, request, func(body []byte) (routing.Trunk, error) {
		document = apiclient.Document{Raw: slices.Clone(body), ReadAt: time.Now()}
		return decodeTrunk(body, name)
	})
	if err != nil {
		return apiclient.Document{}, routing.Trunk{}, err
	}
	return document, trunk, nil
}

// PutEnterpriseTrunk changes the enterprise trunk called name from fresh, as just
// read, to want, by one PUT of EnterpriseTrunkBody. Another name in want renames it.
// The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied), and is an *apiclient.OtherFieldError where the server
// asks for the other spelling of the destination. Ctx cannot cancel what was sent.
func (c *Client) PutEnterpriseTrunk(
	ctx context.Context, owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions,
) error {
	request := apiclient.Request{
		Op:     "change enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	body, err := EnterpriseTrunkBody(name, fresh, want, opts)
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return otherField(c.write(ctx, http.MethodPut, request, body), opts, body)
}

// CreateEnterpriseTrunk makes an enterprise trunk, by one POST of
// NewEnterpriseTrunkBody. Its errors are those of PutEnterpriseTrunk.
func (c *Client) CreateEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, want routing.Trunk, opts apiclient.WriteOptions) error {
	request := apiclient.Request{
		Op:     "create enterprise trunk " + want.Name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant),
		Single: true,
	}
	body, err := NewEnterpriseTrunkBody(want, opts)
	if err != nil {
		return c.conn.Unsent(request, http.MethodPost, apiclient.BadBody, err.Error())
	}
	return otherField(c.write(ctx, http.MethodPost, request, body), opts, body)
}

// DeleteEnterpriseTrunk deletes an enterprise trunk. Its errors tell, as those of
// PutEnterpriseTrunk do, whether it may be gone all the same.
func (c *Client) DeleteEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) error {
	return c.write(ctx, http.MethodDelete, apiclient.Request{
		Op:     "delete enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}, []byte(`{}`)) // an empty body is refused (APIO 2: 416)
}
