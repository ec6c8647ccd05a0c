package change_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestWhatAnEarlierVersionKeptIsFound(t *testing.T) {
	dir, of := t.TempDir(), hq()
	of.Host = "127.0.0.1:8443"
	path := filepath.Join(dir, "kept", of.Digest()+".json")
	noErr(t, errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(`{"keep":["parked"]}`), 0o600)))
	var kept []string
	if err := service(t, newWorld(), dir).Kept(of, &kept); err != nil || !slices.Equal(kept, []string{"parked"}) {
		t.Errorf("kept %q, %v", kept, err)
	}
}

func TestWhatIsKeptWithoutASaveTakesTheDraftsPlaceAndSendsNothing(t *testing.T) {
	server, s := platform(t)
	before := current(t, s, inbound())
	noErr(t, s.Drafts().Put(inbound(), before, "a note"))
	sent := len(server.Requests())
	noErr(t, s.Keep(inbound(), json.RawMessage(`["noted"]`)))
	var kept []string
	if err := s.Kept(inbound(), &kept); err != nil || !slices.Equal(kept, []string{"noted"}) {
		t.Errorf("%v: kept %q", err, kept)
	}
	if drafts, err := s.Drafts().Of(inbound()); err != nil || len(drafts) != 0 {
		t.Errorf("%v: %d drafts", err, len(drafts))
	}
	if got := len(server.Requests()); got != sent {
		t.Errorf("%d requests", got-sent)
	}
}
