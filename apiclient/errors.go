package apiclient

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The kinds of failure that callers act on. Each matches an *Error of its kind with errors.Is.
var (
	ErrNotAssigned = errors.New("trunking is not assigned")
	ErrNotFound    = errors.New("not found")
	ErrReadOnly    = errors.New("read-only")
	ErrLoginFailed = errors.New("login failed")
)

// Kind says what went wrong with a request, as far as a caller has to act
// differently. The zero value is a failure of no known kind.
type Kind int

// The kinds of failure.
const (
	Unknown       Kind = iota
	Unreachable        // no connection, or it broke before an answer came
	TLS                // the server's certificate or its TLS was refused
	Timeout            // no answer in time
	Canceled           // the caller gave up
	LoginFailed        // the credentials were refused; not tried again by itself
	SecondFactor       // the login needs a second factor
	Unauthorized       // 401 outside a login
	Forbidden          // 403
	NotFound           // 404 in the platform's own shape of an error
	NotAssigned        // trunking is not given to this tenant or group
	RateLimited        // 429
	Unavailable        // 502, 503, 504: a gateway is down or upgrading
	ServerFault        // any other 5xx
	Refused            // any other 4xx
	NotJSON            // an answer that is not the platform's: an HTML page, or a 404 in another shape
	BadBody            // an answer that cannot be read: truncated, empty, or of the wrong types; where Unsent, a body that cannot be sent
	TooLarge           // an answer above the size limit
	BadName            // a name that cannot be part of a path
	ReadOnly           // a request that would write where writing is off
	Redirected         // a redirect that is not followed
	OtherLogin         // the platform has another kind of login than the one that was tried
	WrongCode          // the code of a second factor was refused
	CodeExpired        // it came too late
	PasswordDue        // the account must change its password before anything else
	Locked             // the account is locked
	SignOn             // the account logs in by single sign-on alone
	SessionEnded       // the session cannot be renewed: it was idle, or somebody ended it
	GatewayChoice      // the core has several gateways, or none of the name that was given
	NoGateway          // the core has no gateway for this account
)

// Login is a kind of login. The zero value is none.
type Login int

// The kinds of login that an error names in place of the one that was tried.
const (
	GatewayLogin Login = iota + 1 // of an APIO gateway, for a session cookie
	CoreLogin                     // of an APIO core, for a token
	SingleSignOn                  // in a browser
)

// Factor is where the code of a second factor is. The zero value is not known.
type Factor int

// The second factors of an APIO core.
const (
	ByMail Factor = iota + 1 // it was sent by mail
	ByApp                    // an app shows it
)

// String returns a few words for k.
func (k Kind) String() string {
	names := [...]string{
		Unknown: "failed", Unreachable: "unreachable", TLS: "TLS refused", Timeout: "timed out",
		Canceled: "canceled", LoginFailed: "login failed", SecondFactor: "second factor wanted",
		Unauthorized: "not logged in", Forbidden: "forbidden", NotFound: "not found",
		NotAssigned: "trunking is not assigned", RateLimited: "rate limit reached",
		Unavailable: "service unavailable", ServerFault: "server error", Refused: "refused",
		NotJSON: "answer is not JSON", BadBody: "answer cannot be read", TooLarge: "answer too large",
		BadName: "name refused", ReadOnly: "read-only", Redirected: "redirected",
		OtherLogin: "another kind of login is needed", WrongCode: "code refused", CodeExpired: "code expired",
		PasswordDue: "password must be changed", Locked: "account locked", SignOn: "single sign-on needed",
		SessionEnded: "session ended", GatewayChoice: "gateway not chosen", NoGateway: "no gateway",
	}
	if k < 0 || int(k) >= len(names) {
		return "failed"
	}
	return names[k]
}

// Error is what every failed call returns. Message comes from the server as it
// is: whoever draws it makes it safe. Nothing in an Error is secret, and Path has
// no query. The zero value is a failure of which nothing is known.
type Error struct {
	Op         string // what was tried: "list groups of tenant foo"
	Method     string
	Path       string // escaped, without the query
	Host       string
	Status     int // 0 when there was no answer
	Kind       Kind
	Message    string    // the server's own words, or ours where it has none; at most 500 characters
	Problems   []Problem // every sentence of a refusal, innermost first; at most 32
	Code       string    // the API's error code, a number or a name, where given
	Number     int       // of BroadWorks' own sentence, such as 5126 of "[Error 5126] ...", or 0
	Own        bool      // a refusal in the platform's own shape, not of something in front of it
	RequestID  string    // the server's id of the request, where given
	RetryAfter time.Duration
	Changes    bool  // of Write, not of a login
	Unsent     bool  // a write that surely never reached the server
	Err        error // the cause, where there is one

	Other    Login    // of a login or a token that was refused: another kind that the platform was seen to have
	Factor   Factor   // of SecondFactor
	Gateways []string // of GatewayChoice: their names
}

// Error returns one line: what was tried, what went wrong, and where.
func (e *Error) Error() string {
	parts := make([]string, 0, 4)
	if e.Op != "" {
		parts = append(parts, e.Op)
	}
	parts = append(parts, e.what())
	switch {
	case e.Message != "":
		parts = append(parts, e.Message)
	case e.Err != nil:
		parts = append(parts, e.Err.Error())
	}
	text := strings.Join(parts, ": ")
	if e.Path != "" {
		text += fmt.Sprintf(" (%s %s%s)", e.Method, e.Host, e.Path)
	}
	return strings.Map(func(r rune) rune { // on its line and away from a terminal's controls
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// what is the kind in words, with the status where there was one.
func (e *Error) what() string {
	if e.Status == 0 || (e.Status >= 200 && e.Status < 300) {
		return e.Kind.String()
	}
	status := fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
	switch e.Kind {
	case NotAssigned, LoginFailed, SecondFactor, NotJSON, Redirected, OtherLogin, WrongCode, CodeExpired, PasswordDue, Locked, SignOn, SessionEnded:
		return fmt.Sprintf("%s (%s)", e.Kind, strings.TrimSpace(status))
	}
	return strings.TrimSpace(status)
}

// MayHaveApplied reports whether the server may have carried out the write that failed:
// true unless it never left, or the answer is one that refuses. Of a read it is false.
func (e *Error) MayHaveApplied() bool {
	switch {
	case e.Unsent, isRead(e.Method):
		return false
	case e.Status == http.StatusRequestTimeout, e.Status == http.StatusTooEarly:
		return true
	case e.Status == http.StatusNotImplemented, e.Status == http.StatusHTTPVersionNotSupported:
		return false
	}
	return e.Status < 300 || e.Status >= 500
}

// MayHaveApplied reports whether the write that failed with err may have been
// carried out all the same. Only an error that says so itself, by a method of that
// name as *Error has it, proves that nothing happened.
func MayHaveApplied(err error) bool {
	failed, ok := errors.AsType[interface {
		error
		MayHaveApplied() bool
	}](err)
	if ok {
		return failed.MayHaveApplied()
	}
	return err != nil
}

// KindOf returns the kind of an *Error that err is or wraps, else Unknown.
func KindOf(err error) Kind {
	if problem, ok := errors.AsType[*Error](err); ok {
		return problem.Kind
	}
	return Unknown
}

// WithKind returns err as one of kind where it is or wraps an *Error that fits, else as it is.
func WithKind(err error, kind Kind, fits func(*Error) bool) error {
	problem, ok := errors.AsType[*Error](err)
	if !ok || !fits(problem) {
		return err
	}
	out := *problem
	out.Kind = kind
	return &out
}

// HTTPStatus returns Status, for those who know an error by what it can say alone.
func (e *Error) HTTPStatus() int { return e.Status }

func (e *Error) Unwrap() error { return e.Err }

// Is matches the sentinel errors of this package by kind.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotAssigned:
		return e.Kind == NotAssigned
	case ErrNotFound:
		return e.Kind == NotFound
	case ErrReadOnly:
		return e.Kind == ReadOnly
	case ErrLoginFailed:
		return e.Kind == LoginFailed
	}
	return false
}

func isRead(method string) bool {
	return method == http.MethodGet || method == http.MethodHead
}

// Problem is one thing that a server found wrong with what it was sent. Field is its name as
// the server spells it, with dots where it is nested, or empty when the server named none.
type Problem struct {
	Field string
	Text  string
}

// attrs is what a log needs to know of a failure beside its kind.
func (e *Error) attrs() []slog.Attr {
	cause := ""
	if e.Err != nil {
		cause = clip(e.Err.Error())
	}
	if cause == e.Message {
		cause = ""
	}
	var out []slog.Attr
	for _, attr := range []slog.Attr{
		slog.String("message", e.Message),
		slog.String("code", e.Code),
		slog.String("request_id", e.RequestID),
		slog.String("cause", cause),
	} {
		if attr.Value.String() != "" {
			out = append(out, attr)
		}
	}
	return out
}

// maxMessage is the most characters kept of what a server says.
const maxMessage = 500

// clip keeps the first 500 characters, as valid UTF-8.
func clip(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if utf8.RuneCountInString(text) <= maxMessage {
		return text
	}
	return string([]rune(text)[:maxMessage-1]) + "…"
}
