package change_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"banyan/internal/change"
)

// kept returns what is kept beside a subject.
func kept[T any](t *testing.T, s *change.Service, of change.Subject) (list []T) {
	t.Helper()
	noErr(t, s.Kept(of, &list))
	return list
}

func TestWhatAnEarlierVersionKeptIsFound(t *testing.T) {
	dir, of := t.TempDir(), hq()
	of.Host = "127.0.0.1:8443"
	path := filepath.Join(dir, "kept", of.Digest()+".json")
	noErr(t, errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(`{"keep":["parked"]}`), 0o600)))
	want(t, "kept", kept[string](t, service(t, newWorld(), dir), of), []string{"parked"})
}

func TestWhatIsKeptWithoutASaveTakesTheDraftsPlaceAndSendsNothing(t *testing.T) {
	server, s := platform(t)
	before := current(t, s, inbound())
	noErr(t, s.Drafts().Put(inbound(), before, "a note"))
	sent := len(server.Requests())
	noErr(t, s.Keep(inbound(), json.RawMessage(`["noted"]`)))
	want(t, "kept", kept[string](t, s, inbound()), []string{"noted"})
	want(t, "drafts", len(drafts(t, s, inbound())), 0)
	want(t, "requests", len(server.Requests()), sent)
}
