package apiclient

import (
	"errors"
	"net/http"
	"testing"

	"banyan/apiclient/internal/pass"
)

func TestNothingButReadsLeavesWithoutAPass(t *testing.T) {
	for _, method := range []string{
		http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
		http.MethodTrace, http.MethodConnect, "PROPFIND", "get", "GeT",
	} {
		t.Run(method, func(t *testing.T) {
			conn, seen, _ := start(t, fine())
			_, err := send(t.Context(), conn, method, request("things"), map[string]string{})
			if !errors.Is(err, ErrReadOnly) {
				t.Errorf("error is %v, want ErrReadOnly", err)
			}
			if stats := conn.Stats(); seen.count() != 0 || stats.ConnectionsOpened != 0 || stats.RequestsSent != 0 {
				t.Errorf("%d arrived, stats %+v, want nothing at all", seen.count(), stats)
			}
			problem := problemOf(t, err)
			if problem.Op != "list things" || problem.Method != method || problem.Path != "/api/v1/things/" {
				t.Errorf("the error does not say what was refused: %v", err)
			}
		})
	}
}

func TestAPassIsForOneMethodAndPathOnce(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine())
	ctx := pass.Grant(t.Context(), http.MethodPost, "/api/v1/things/")
	try := func(method, path string) error {
		_, err := send(ctx, conn, method, request(path), map[string]string{})
		return err
	}
	for _, other := range []struct{ method, path string }{
		{http.MethodPut, "things"}, {http.MethodDelete, "things"}, {http.MethodPost, "others"},
	} {
		if err := try(other.method, other.path); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s %s got through: %v", other.method, other.path, err)
		}
	}
	ok(t, try(http.MethodPost, "things"))
	if err := try(http.MethodPost, "things"); !errors.Is(err, ErrReadOnly) {
		t.Errorf("the pass works twice: %v", err)
	}
	seen.expects(t, 1)
	if got := seen.list[0].Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type is %q", got)
	}
}

func TestAPassDoesNotTurnIntoReadsOrBack(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		http.Redirect(w, r, "/api/v1/elsewhere/", http.StatusFound)
	})
	ctx := pass.Grant(t.Context(), http.MethodPost, "/api/v1/things/")
	_, err := send(ctx, conn, http.MethodPost, request("things"), map[string]string{})
	if kind := problemOf(t, err).Kind; kind != Redirected {
		t.Errorf("kind is %v, want Redirected", kind)
	}
	seen.expects(t, 1)
}
