// Package dialects has both dialects by their names, for tests over the simulated platform. Only tests
// import it.
package dialects

import (
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/odin"
)

// The names of the dialects, as apiclient.Capabilities has them.
const (
	APIO = "APIO"
	Odin = "Odin"
)

// Client returns a client of a dialect that is not logged in, as whom the simulated platform knows. C is an
// interface that both satisfy.
func Client[C any](dialect string, conn *apiclient.Conn) C {
	var client any = apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	if dialect == Odin {
		client = odin.New(conn, odin.Credentials{Username: "demo", Password: "demo"})
	}
	return client.(C) //nolint:forcetypeassert // the first test finds it
}

// Each runs a test once a dialect, beside each other.
func Each[D ~string](t *testing.T, test func(*testing.T, D)) {
	t.Helper()
	t.Parallel()
	for _, d := range []D{APIO, Odin} {
		t.Run(string(d), func(t *testing.T) {
			t.Parallel()
			test(t, d)
		})
	}
}
