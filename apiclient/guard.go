package apiclient

import (
	"net/http"

	"banyan/apiclient/internal/pass"
)

// guard lets reads through, and what carries a pass. It sits right above the
// sockets, so nothing that is sent gets around it.
type guard struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (g guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if isRead(req.Method) || pass.Use(req.Context(), req.Method, req.URL.EscapedPath()) {
		return g.next.RoundTrip(req)
	}
	if req.Body != nil {
		_ = req.Body.Close() // a RoundTripper has to; what is in it does not count
	}
	return nil, &Error{Kind: ReadOnly, Message: "this connection only reads"}
}

func isRead(method string) bool {
	return method == http.MethodGet || method == http.MethodHead
}
