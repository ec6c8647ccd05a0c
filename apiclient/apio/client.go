// Package apio speaks the APIO dialect.
package apio

import (
	"context"
	"errors"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// DefaultPrefix is the path in front of the resources of a gateway.
const DefaultPrefix = "/api/v1"

// Credentials are what a session is opened with.
type Credentials struct {
	Username string
	Password string
	Token    string // a bearer token given ready
}

// Auth is how requests prove who sends them.
type Auth int

// The ways of authentication.
const (
	Cookie Auth = iota // a session opened by Login
	Bearer             // a token given ready
)

// Client reads from one host that speaks APIO.
type Client struct{ conn *apiclient.Conn }

// New returns a client on conn.
func New(conn *apiclient.Conn, auth Auth, cred Credentials) *Client {
	return &Client{conn: conn}
}

func (c *Client) Login(ctx context.Context) error { return errors.ErrUnsupported }
func (c *Client) Capabilities() apiclient.Capabilities {
	return apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true, AvailableTrunks: true}
}

func (c *Client) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	return nil, errors.ErrUnsupported
}

func (c *Client) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	return apiclient.Tenant{}, errors.ErrUnsupported
}

func (c *Client) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	return nil, errors.ErrUnsupported
}

func (c *Client) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	return apiclient.TenantCapacity{}, errors.ErrUnsupported
}

func (c *Client) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	return apiclient.GroupCapacity{}, errors.ErrUnsupported
}

func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	return nil, errors.ErrUnsupported
}

func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	return apiclient.TrunkGroup{}, errors.ErrUnsupported
}

func (c *Client) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	return nil, errors.ErrUnsupported
}

func (c *Client) EnterpriseTrunk(ctx context.Context, tenant, name string) (routing.Trunk, error) {
	return routing.Trunk{}, errors.ErrUnsupported
}

func (c *Client) AvailableTrunkGroups(ctx context.Context, tenant string, criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
	return nil, errors.ErrUnsupported
}
