package apiclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/internal/safetext"
)

// fault is a panic that was caught.
type fault struct{ cause string }

func (f fault) Error() string         { return "internal fault: " + f.cause }
func (f fault) InternalFault() string { return f.cause }

func TestExplainSaysWhatHappenedAndWhatToDoNext(t *testing.T) {
	of := func(kind Kind, change func(*Error)) error {
		e := &Error{Op: "list groups of tenant foo", Method: "GET", Path: "/api/v1/tenants/foo/groups/", Host: "pbx.example.net", Kind: kind, RequestID: "r-17"}
		if change != nil {
			change(e)
		}
		return e
	}
	because := func(err error) func(*Error) { return func(e *Error) { e.Err = err } }
	status := func(n int, message string) func(*Error) { return func(e *Error) { e.Status, e.Message = n, message } }
	for _, test := range []struct {
		name       string
		err        error
		what, next string
	}{
		{"a wrong address", of(Unreachable, because(&net.DNSError{Err: "no such host", Name: "pbx.example.net", IsNotFound: true})), "there is no host pbx.example.net", "check the address (--url, BANYAN_URL or the profile)"},
		{"a name server that fails", of(Unreachable, because(&net.DNSError{Err: "server misbehaving"})), "cannot be looked up", "check the network and the name server"},
		{"a refused connection", of(Unreachable, because(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})), "refused the connection", "check the address and port (--url, BANYAN_URL or the profile), and that the server runs"},
		{"no route", of(Unreachable, because(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH})), "no route to pbx.example.net", "check the network or VPN"},
		{"a connection that breaks", of(Unreachable, because(io.ErrUnexpectedEOF)), "closed the connection before it answered", "try again"},
		{"a connection that fails otherwise", of(Unreachable, nil), "cannot reach pbx.example.net", "check the address"},
		{"a certificate of an unknown authority", of(TLS, because(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}})), "an authority that is not trusted here", "--ca-file"},
		{"a certificate for another name", of(TLS, because(x509.HostnameError{Host: "pbx.example.net", Certificate: &x509.Certificate{}})), "is for another name", "check the address"},
		{"an expired certificate", of(TLS, because(x509.CertificateInvalidError{Reason: x509.Expired, Cert: &x509.Certificate{}})), "has expired", "check this machine's clock"},
		{"a server without TLS", of(TLS, because(tls.RecordHeaderError{Msg: "not TLS"})), "does not speak TLS on this port", "http://"},
		{"another TLS failure", of(TLS, because(errors.New("remote error: handshake failure"))), "no secure connection to pbx.example.net: remote error: handshake failure", "--ca-file"},
		{"a timeout", of(Timeout, because(context.DeadlineExceeded)), "did not answer in time", "try again"},
		{"a cancellation", of(Canceled, because(context.Canceled)), "cancelled", "refresh"},
		{"a wrong password", of(LoginFailed, status(401, "bad credentials")), "refused the user name or password: bad credentials", "start again with the right ones"},
		{"a password of a core", of(LoginFailed, func(e *Error) { e.Other, e.Message = CoreLogin, "denied" }), "the gateway of pbx.example.net does not know this user name and password, and there is an APIO core with another login: denied", "if they are for the portal of the core, start again with --auth core; if not, with the right ones"},
		{"a password of a gateway", of(LoginFailed, func(e *Error) { e.Other = GatewayLogin }), "the core of pbx.example.net does not know this user name and password, and there is a gateway", "if they are for the gateway, start again with --auth cookie and without --prefix; if not, with the right ones"},
		{"a password of elsewhere", of(LoginFailed, func(e *Error) { e.Other = SingleSignOn }), "has single sign-on beside them", "set BANYAN_TOKEN"},
		{"a core alone", of(OtherLogin, func(e *Error) { e.Other = CoreLogin }), "has an APIO core, which wants another login than a gateway", "start again with --auth core"},
		{"a gateway alone", of(OtherLogin, func(e *Error) { e.Other = GatewayLogin }), "has a gateway with a login of its own, and no APIO core", "start again with --auth cookie"},
		{"a second factor", of(SecondFactor, nil), "wants a second factor", "use a token"},
		{"a code by mail", of(SecondFactor, func(e *Error) { e.Factor = ByMail }), "asks for the code that it has sent by mail", "run this at a terminal to type it, or set BANYAN_TOKEN"},
		{"a code of an app", of(SecondFactor, func(e *Error) { e.Factor = ByApp }), "asks for the code that your app shows", "run this at a terminal"},
		{"a wrong code", of(WrongCode, status(400, "bad code")), "refused the code: bad code", "type it once more"},
		{"a late code", of(CodeExpired, status(400, "expired")), "the code came too late: expired", "log in again for a new one"},
		{"a password that must be changed", of(PasswordDue, status(403, "")), "the password of this account must be changed first", "change it in the portal of pbx.example.net"},
		{"a locked account", of(Locked, status(401, "for 15 minutes")), "has locked this account: for 15 minutes", "each further try may lock it for longer"},
		{"an account of single sign-on", of(SignOn, status(401, "")), "logs in by single sign-on alone", "set BANYAN_TOKEN"},
		{"a session that ended", of(SessionEnded, status(401, "idle")), "the session has ended", "log in again; it was idle for too long, or pbx.example.net ended it: idle"},
		{"several gateways", of(GatewayChoice, func(e *Error) { e.Gateways = []string{"East", "West"} }), "pbx.example.net has these gateways: East, West", "--gateway NAME"},
		{"a gateway that is not there", of(GatewayChoice, func(e *Error) { e.Gateways, e.Message = []string{"East"}, "Nord" }), "pbx.example.net has no gateway Nord: it has these gateways: East", "--gateway NAME"},
		{"no gateway", of(NoGateway, status(403, "no right")), "has no gateway for this account: no right", "--prefix"},
		{"an ended session or token", of(Unauthorized, status(401, "the token has expired")), "refused the token or the session: the token has expired", "a fresh BANYAN_TOKEN"},
		{"a write without a session", of(Unauthorized, func(e *Error) { e.Method, e.Status, e.Changes = "PUT", 401, true }), "nothing was changed: pbx.example.net refused the token or the session of this write", "save again: the session is renewed before it"},
		{"a login that wants a token", of(Unauthorized, func(e *Error) { e.Method, e.Status = "POST", 401 }), "refused the token or the session", "start again to log in"},
		{"a missing right", of(Forbidden, status(403, "level too low")), "no access: this account may not do that (403): level too low", "ask for the right"},
		{"a thing that is gone", of(NotFound, status(404, "no such tenant")), "has no such thing (404): no such tenant", "look at its list again"},
		{"trunking that is not assigned", of(NotAssigned, status(404, "service is not assigned")), "trunking is not assigned here", "assign it on the platform"},
		{"a 404 that is a web page", of(NotJSON, status(404, "")), "answered 404 with a page that is not the API's", "the API prefix may be wrong"},
		{"a 404 of a gateway", of(NotJSON, status(404, "no Route matched")), "answered 404 with an error that is not the API's: no Route matched", "something in front of it may have answered"},
		{"a login page in between", of(NotJSON, status(200, "")), "answered with a page instead of JSON (200)", "check --url and --prefix"},
		{"a rate limit", of(RateLimited, func(e *Error) { e.Status, e.RetryAfter = 429, 5*time.Second }), "asks to slow down (429)", "wait 5s and try again"},
		{"a rate limit without a time", of(RateLimited, status(429, "")), "asks to slow down (429)", "wait a moment and try again"},
		{"a gateway that upgrades", of(Unavailable, status(503, "")), "the gateway of pbx.example.net is down or busy (503)", "try again in a minute"},
		{"a server fault", of(ServerFault, status(500, "backend is gone")), "failed (500): backend is gone", "try again"},
		{"a refused request", of(Refused, status(400, "must not exceed 50")), "refused the request (400): must not exceed 50", "check what was asked for"},
		{"truncated JSON", of(BadBody, because(io.ErrUnexpectedEOF)), "the answer of pbx.example.net cannot be read: unexpected EOF", "nothing of it is shown; try again"},
		{"a request that was not sent", of(BadBody, func(e *Error) { e.Message, e.Unsent = "nothing to change", true }), "the request was not sent: nothing to change", "correct what it should hold"},
		{"wrong types", of(BadBody, status(200, "maxActiveCalls: text instead of a number")), "cannot be read: maxActiveCalls: text instead of a number", "try again"},
		{"an answer that is too large", of(TooLarge, nil), "the answer of pbx.example.net is too large", "tell who runs the server"},
		{"a redirect", of(Redirected, status(302, "to https://login.example.net/sso?token=SECRET")), "redirects elsewhere (302): to https://login.example.net/sso?...", "give the address that it leads to with --url"},
		{"a name that cannot be sent", of(BadName, status(0, `the name ".." cannot be part of a path`)), `cannot be part of a web address: the name ".." cannot be part of a path`, "rename it on the platform to reach it from here, or correct --prefix"},
		{"a certificate that is told", of(TLS, func(e *Error) {
			e.Err, e.Message = x509.UnknownAuthorityError{}, "certificate of CN=pbx, issued by CN=house, valid 2020-01-01 to 2021-01-01"
		}), "not trusted here: certificate of CN=pbx, issued by CN=house, valid 2020-01-01 to 2021-01-01", "--ca-file"},
		{"a server of plain HTTP", of(TLS, because(fmt.Errorf("x: %w", http.ErrSchemeMismatch))), "pbx.example.net speaks plain HTTP on this port", "give the address with http://"},
		{"a fault of the program", of(Unknown, because(fault{"boom"})), "the request to pbx.example.net failed: internal fault: boom", ""},
		{"writing that is off", of(ReadOnly, nil), "writing is off", "--write"},
		{"a failure of no known kind", of(Unknown, because(errors.New("strange"))), "the request to pbx.example.net failed: strange", "try again"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, err := range []error{test.err, fmt.Errorf("once more: %w", test.err)} {
				got := Explain(err)
				for _, part := range []string{test.what, "; ", test.next, "(list groups of tenant foo, request r-17)"} {
					if !strings.Contains(got, part) {
						t.Errorf("lacks %q: %s", part, got)
					}
				}
				if strings.Contains(got, "SECRET") {
					t.Errorf("tells a secret: %s", got)
				}
			}
		})
	}
}

func TestExplainOtherErrors(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"none", nil, ""},
		{"cancelled", fmt.Errorf("x: %w", context.Canceled), "cancelled before the answer came; refresh to read it again"},
		{"too late", context.DeadlineExceeded, "no answer in time; try again, or check the network"},
		{"read-only", ErrReadOnly, "writing is off in this session; start again with --write to change something"},
		{"a fault of the program", fmt.Errorf("x: %w", fault{"index out of range"}), "a fault of this program: index out of range; the rest was read; report it to who maintains the program"},
		{"any", errors.New("boom"), "failed: boom; try again, and look into the log if it stays"},
		{"an error without anything", &Error{}, "the request to the server failed; try again, and look into the log if it stays"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Explain(test.err); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestExplainHidesWhatUrlsCarry(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`Get "https://host/path?password=SECRET&x=1": refused`,
		`Get "https://demo:SECRET@host/path": refused`,
		`/login?token=SECRET was refused`,
		`https://demo:SECRET@host?token=SECRET`,
	} {
		for _, err := range []error{
			errors.New(text),
			&Error{Kind: ServerFault, Status: 500, Message: text},
			&Error{Kind: TLS, Err: errors.New(text)},
			&Error{Kind: BadBody, Err: errors.New(text)},
			&Error{Op: text, RequestID: text},
		} {
			if got := Explain(err); strings.Contains(got, "SECRET") {
				t.Errorf("%q tells it: %s", text, got)
			}
		}
	}
}

func TestExplainMakesHostileTextSafeAndShort(t *testing.T) {
	t.Parallel()
	for kind := Unknown; kind <= Redirected; kind++ {
		for _, text := range []string{
			"\x1b[2J\x1b]0;owned\x07clear", "line\nbreak\ttab", "\u202egnp.evil", "漢字の名前と長い長い長い長い長い長い名前",
			"é́́́́́́́", "\x00\x9b31m", "👩‍👩‍👧‍👦 family", "\xff\xfe", "x", strings.Repeat("very long ", 500), strings.Repeat("x", 5000),
		} {
			err := &Error{Op: text, Host: text, Kind: kind, Status: 404, Message: text, Code: text, RequestID: text, Err: errors.New(text)}
			got := Explain(err)
			if safe := safetext.Cell(got); safe != got {
				t.Errorf("%v: not safe: %q", kind, got)
			}
			if safetext.Width(got) > 1000 {
				t.Errorf("%v: %d cells", kind, safetext.Width(got))
			}
		}
	}
}
