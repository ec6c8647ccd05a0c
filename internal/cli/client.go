package cli

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/odin"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/config"
	"banyan/internal/routing"
)

// Client is what the commands and the screens call of a client: everything that both
// dialects offer. Capabilities says what one of them does not have.
type Client interface {
	Login(ctx context.Context) error
	Capabilities() apiclient.Capabilities
	CanWrite() bool

	collect.API
	change.API

	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
	Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error)
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
	AvailableTrunkGroups(ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error)
}

// newClient returns the client of the dialect that the settings name.
func newClient(conn *apiclient.Conn, settings config.Settings) Client {
	password, token := settings.Password.Reveal(), settings.Token.Reveal()
	if settings.Auth != config.Bearer {
		token = "" // one that is set beside a login by password is not meant
	}
	if settings.API == config.Odin {
		return odin.New(conn, odin.Credentials{Username: settings.Username, Password: password, Token: token})
	}
	auth := apio.Cookie
	if settings.Auth == config.Bearer {
		auth = apio.Bearer
	}
	return apio.New(conn, auth, apio.Credentials{Username: settings.Username, Password: password, Token: token})
}
