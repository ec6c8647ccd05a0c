package hotspots

import (
	"cmp"
	"context"
	"os/user"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// API is the part of a client that a scan calls. Both dialects satisfy it.
type API interface {
	collect.API
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
}

// Options says what a Scanner works with. API, Dir and Host are required.
type Options struct {
	API  API
	Dir  string // the state directory, made when it is missing
	Host string // the platform: what is kept of one never shows for another
	// Account is who is logged in, and by which API. Not everybody may see the same of a
	// platform: what one reads is kept apart from what another does, and the marks are
	// for all.
	Account string

	Rate        float64       // requests a second: 5 when zero
	Concurrency int           // of the connection: a scan leaves one of its slots alone; 16 when zero
	Who         string        // the local user; asked of the system when empty
	Every       time.Duration // least time between two boards of a watcher: 250 ms when zero
}

func (o Options) withDefaults() Options {
	o.Rate = cmp.Or(o.Rate, 5)
	o.Concurrency = cmp.Or(o.Concurrency, apiclient.DefaultConcurrency)
	o.Every = cmp.Or(o.Every, 250*time.Millisecond)
	if o.Who == "" {
		if current, err := user.Current(); err == nil {
			o.Who = current.Username
		}
	}
	return o
}
