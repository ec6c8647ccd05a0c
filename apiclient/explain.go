package apiclient

import (
	"cmp"
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
	"time"

	"banyan/internal/redact"
	"banyan/internal/safetext"
)

// longestQuote is how much of somebody else's words a sentence takes, in cells.
const longestQuote = 160

// sentence is what happened and what to do next.
type sentence struct{ what, next string }

// Explain says in one sentence what happened and what to do next, then in brackets
// what was tried and the server's id of the request. It is safe to draw and holds
// no query of a URL. It is empty for nil.
func Explain(err error) string {
	if err == nil {
		return ""
	}
	var failed *Error
	if !errors.As(err, &failed) {
		s := explainCause(err)
		return safetext.Cell(s.what + "; " + s.next)
	}
	s := explainError(failed)
	text := s.what + "; " + s.next
	if where := whereOf(failed); where != "" {
		text += " (" + where + ")"
	}
	return safetext.Cell(text)
}

// explainCause is for errors that did not come through a client.
func explainCause(err error) sentence {
	var fault interface{ InternalFault() string } // of a panic that was caught, such as collect.PanicError
	switch {
	case errors.As(err, &fault):
		return sentence{"a fault of this program: " + Quote(fault.InternalFault()), "the rest was read; report it to who maintains the program"}
	case errors.Is(err, context.Canceled):
		return sentence{"cancelled before the answer came", "refresh to read it again"}
	case errors.Is(err, context.DeadlineExceeded):
		return sentence{"no answer in time", "try again, or check the network"}
	case errors.Is(err, ErrReadOnly):
		return readOnlySentence()
	}
	return sentence{"failed: " + Quote(err.Error()), "try again, and look into the log if it stays"}
}

// explainError is for errors of a client.
func explainError(e *Error) sentence {
	host := hostOf(e)
	switch e.Kind {
	case Unreachable:
		return explainUnreachable(host, e.Err)
	case TLS:
		return explainTLS(host, e)
	case Timeout:
		return sentence{host + " did not answer in time", "try again, or check the network and the server's load"}
	case Canceled:
		return sentence{"cancelled before the answer came", "refresh to read it again"}
	case NotJSON, BadBody, TooLarge, Redirected:
		return explainAnswer(host, e)
	case LoginFailed, SecondFactor, Unauthorized, Forbidden:
		return explainAccess(host, e)
	case BadName:
		return sentence{"a name in this request cannot be part of a web address" + ownWords(e), "rename it on the platform to reach it from here, or correct --prefix where it is a part of that"}
	case ReadOnly:
		return readOnlySentence()
	}
	return explainStatus(host, e)
}

func readOnlySentence() sentence {
	return sentence{"writing is off in this session", "start again with --write to change something"}
}

// explainUnreachable distinguishes a wrong address from a server that is down.
func explainUnreachable(host string, cause error) sentence {
	var lookup *net.DNSError
	switch {
	case errors.As(cause, &lookup) && lookup.IsNotFound:
		return sentence{"there is no host " + host, "check the address given with --url"}
	case errors.As(cause, &lookup):
		return sentence{"the address of " + host + " cannot be looked up", "check the network and the name server"}
	case errors.Is(cause, syscall.ECONNREFUSED):
		return sentence{host + " refused the connection", "check the address and port given with --url, and that the server runs"}
	case errors.Is(cause, syscall.EHOSTUNREACH), errors.Is(cause, syscall.ENETUNREACH):
		return sentence{"there is no route to " + host, "check the network or VPN of this machine"}
	case errors.Is(cause, syscall.ECONNRESET), errors.Is(cause, syscall.EPIPE), errors.Is(cause, io.EOF), errors.Is(cause, io.ErrUnexpectedEOF):
		return sentence{host + " closed the connection before it answered", "try again, and check what stands in between if it stays"}
	}
	return sentence{"cannot reach " + host, "check the address given with --url and the network"}
}

// explainTLS names what is wrong with the certificate, as far as it is known.
func explainTLS(host string, e *Error) sentence {
	cause := e.Err
	var (
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.As(cause, &authority):
		return sentence{"the certificate of " + host + " is from an authority that is not trusted here" + ownWords(e), "give the authority's file with --ca-file"}
	case errors.As(cause, &name):
		return sentence{"the certificate of " + host + " is for another name" + ownWords(e), "check the address given with --url"}
	case errors.As(cause, &invalid) && invalid.Reason == x509.Expired:
		return sentence{"the certificate of " + host + " has expired or is not valid yet" + ownWords(e), "check this machine's clock, or tell who runs the server"}
	case errors.Is(cause, http.ErrSchemeMismatch):
		return sentence{host + " speaks plain HTTP on this port", "check the port, or give the address with http://"}
	case errors.As(cause, &record):
		return sentence{host + " does not speak TLS on this port", "check the port, or give the address with http://"}
	}
	what := "no secure connection to " + host
	if detail := cmp.Or(e.Message, causeText(cause)); detail != "" {
		what += ": " + Quote(detail)
	}
	return sentence{what, "check its certificate, or give its authority's file with --ca-file"}
}

// explainAnswer is for answers that came and cannot be used.
func explainAnswer(host string, e *Error) sentence {
	switch e.Kind {
	case NotJSON:
		if e.Status == 404 && (e.Message == "" || e.Message == notOwn) {
			return sentence{host + " answered 404 with a page that is not the API's", "the API prefix may be wrong: check --prefix and --url"}
		}
		if e.Status == 404 {
			return sentence{host + " answered 404 with an error that is not the API's" + ownWords(e), "something in front of it may have answered, or the API prefix may be wrong: check --url and --prefix"}
		}
		return sentence{host + " answered with a page instead of JSON" + statusOf(e), "a proxy or login page may stand in between, or the API prefix may be wrong: check --url and --prefix"}
	case TooLarge:
		return sentence{"the answer of " + host + " is too large", "nothing of it is shown; tell who runs the server"}
	case Redirected:
		return sentence{host + " redirects elsewhere" + statusOf(e) + ownWords(e), "give the address that it leads to with --url"}
	}
	what := "the answer of " + host + " cannot be read"
	if detail := cmp.Or(e.Message, causeText(e.Err)); detail != "" {
		what += ": " + Quote(detail)
	}
	return sentence{what, "nothing of it is shown; try again, and check that --api fits the server if it stays"}
}

// explainAccess is for who may not do this.
func explainAccess(host string, e *Error) sentence {
	switch e.Kind {
	case LoginFailed:
		return sentence{host + " refused the user name or password" + ownWords(e), "start again with the right ones"}
	case SecondFactor:
		return sentence{host + " wants a second factor to log in", "use a token or an account without one"}
	case Unauthorized:
		return sentence{host + " refused the token or the session" + ownWords(e), "start again to log in, or set a fresh BANYAN_TOKEN where a token is used"}
	}
	return sentence{"no access: this account may not do that" + statusOf(e) + ownWords(e), "ask for the right, or use another account"}
}

// explainStatus is for what the status says.
func explainStatus(host string, e *Error) sentence {
	switch e.Kind {
	case NotFound:
		return sentence{host + " has no such thing" + statusOf(e) + ownWords(e), "it may have been deleted: go back and refresh"}
	case NotAssigned:
		return sentence{"trunking is not assigned here", "assign it on the platform if calls are to flow"}
	case RateLimited:
		return sentence{host + " asks to slow down" + statusOf(e), "wait " + pauseText(e.RetryAfter) + " and try again, or give a --rate"}
	case Unavailable:
		return sentence{"the gateway of " + host + " is down or busy" + statusOf(e), "try again in a minute"}
	case ServerFault:
		return sentence{host + " failed" + statusOf(e) + ownWords(e), "try again, and tell who runs the server if it stays"}
	case Refused:
		return sentence{host + " refused the request" + statusOf(e) + ownWords(e), "check what was asked for, or tell who runs the server"}
	}
	what := "the request to " + host + " failed" + statusOf(e) + ownWords(e)
	if e.Message == "" && e.Err != nil {
		what += ": " + Quote(causeText(e.Err))
	}
	return sentence{what, "try again, and look into the log if it stays"}
}

func hostOf(e *Error) string {
	if e.Host == "" {
		return "the server"
	}
	return cut(safetext.Cell(e.Host), 80)
}

// whereOf names what was tried, and the request.
func whereOf(e *Error) string {
	var parts []string
	if e.Op != "" {
		parts = append(parts, Quote(e.Op))
	}
	if e.RequestID != "" {
		parts = append(parts, "request "+Quote(e.RequestID))
	}
	return strings.Join(parts, ", ")
}

func statusOf(e *Error) string {
	if e.Status == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d)", e.Status)
}

// ownWords is the server's own words, where it has some.
func ownWords(e *Error) string {
	if e.Message == "" {
		return ""
	}
	return ": " + Quote(e.Message)
}

func pauseText(d time.Duration) string {
	if d <= 0 {
		return "a moment"
	}
	return d.Round(time.Second).String()
}

func causeText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Quote makes somebody else's words fit for a sentence of ours: on one line, not
// too long, and without what follows a ? or stands before an @ in a URL, where
// secrets travel.
func Quote(text string) string {
	return cut(safetext.Cell(redact.URLs(text)), longestQuote)
}

// cut keeps safe text to a width. The sign of a cut is plain ASCII, for a sentence
// may be printed where nothing else is.
func cut(text string, width int) string {
	const more = "..."
	if safetext.Width(text) <= width {
		return text
	}
	text = safetext.Truncate(text, width-len(more)+1)
	return strings.TrimSuffix(text, "…") + more
}
