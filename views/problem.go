package views

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/safetext"
)

// longestQuote is how much of somebody else's words a sentence takes, in cells.
const longestQuote = 160

// problem is what happened and what to do next.
type problem struct{ what, next string }

// Explain says in one sentence what happened and what to do next, then in brackets
// what was tried and the server's id of the request. It is safe to draw and holds
// no query of a URL. It is empty for nil.
func Explain(err error) string {
	if err == nil {
		return ""
	}
	var failed *apiclient.Error
	if !errors.As(err, &failed) {
		p := explainCause(err)
		return safetext.Cell(p.what + "; " + p.next)
	}
	p := explainError(failed)
	sentence := p.what + "; " + p.next
	if where := place(failed); where != "" {
		sentence += " (" + where + ")"
	}
	return safetext.Cell(sentence)
}

// explainCause is for errors that did not come through a client.
func explainCause(err error) problem {
	var fault *collect.PanicError
	switch {
	case errors.As(err, &fault):
		return problem{"a fault of this program: " + quote(fault.Cause), "the rest was read; report it to who maintains the program"}
	case errors.Is(err, context.Canceled):
		return problem{"cancelled before the answer came", "refresh to read it again"}
	case errors.Is(err, context.DeadlineExceeded):
		return problem{"no answer in time", "try again, or check the network"}
	case errors.Is(err, apiclient.ErrReadOnly):
		return readOnlyProblem()
	}
	return problem{"failed: " + quote(err.Error()), "try again, and look into the log if it stays"}
}

// explainError tells what a client's error means to who reads it.
func explainError(e *apiclient.Error) problem {
	host := hostOf(e)
	switch e.Kind {
	case apiclient.Unreachable:
		return explainUnreachable(host, e.Err)
	case apiclient.TLS:
		return explainTLS(host, e)
	case apiclient.Timeout:
		return problem{host + " did not answer in time", "try again, or check the network and the server's load"}
	case apiclient.Canceled:
		return problem{"cancelled before the answer came", "refresh to read it again"}
	case apiclient.NotJSON, apiclient.BadBody, apiclient.TooLarge, apiclient.Redirected:
		return explainAnswer(host, e)
	case apiclient.LoginFailed, apiclient.SecondFactor, apiclient.Unauthorized, apiclient.Forbidden:
		return explainAccess(host, e)
	case apiclient.BadName:
		return problem{"a name in this request cannot be part of a web address" + said(e), "rename it on the platform to reach it from here, or correct --prefix where it is a part of that"}
	case apiclient.ReadOnly:
		return readOnlyProblem()
	}
	return explainStatus(host, e)
}

func readOnlyProblem() problem {
	return problem{"writing is off in this session", "start again with --write to change something"}
}

// explainUnreachable tells a wrong address from a server that is down.
func explainUnreachable(host string, cause error) problem {
	var lookup *net.DNSError
	switch {
	case errors.As(cause, &lookup) && lookup.IsNotFound:
		return problem{"there is no host " + host, "check the address given with --url"}
	case errors.As(cause, &lookup):
		return problem{"the address of " + host + " cannot be looked up", "check the network and the name server"}
	case errors.Is(cause, syscall.ECONNREFUSED):
		return problem{host + " refused the connection", "check the address and port given with --url, and that the server runs"}
	case errors.Is(cause, syscall.EHOSTUNREACH), errors.Is(cause, syscall.ENETUNREACH):
		return problem{"there is no route to " + host, "check the network or VPN of this machine"}
	case errors.Is(cause, syscall.ECONNRESET), errors.Is(cause, syscall.EPIPE), errors.Is(cause, io.EOF), errors.Is(cause, io.ErrUnexpectedEOF):
		return problem{host + " closed the connection before it answered", "try again, and check what stands in between if it stays"}
	}
	return problem{"cannot reach " + host, "check the address given with --url and the network"}
}

// explainTLS names what is wrong with the certificate, as far as it is told.
func explainTLS(host string, e *apiclient.Error) problem {
	cause := e.Err
	var (
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.As(cause, &authority):
		return problem{"the certificate of " + host + " is from an authority that is not trusted here" + said(e), "give the authority's file with --ca-file"}
	case errors.As(cause, &name):
		return problem{"the certificate of " + host + " is for another name" + said(e), "check the address given with --url"}
	case errors.As(cause, &invalid) && invalid.Reason == x509.Expired:
		return problem{"the certificate of " + host + " has expired or is not valid yet" + said(e), "check this machine's clock, or tell who runs the server"}
	case isPlainHTTP(cause):
		return problem{host + " speaks plain HTTP on this port", "check the port, or give the address with http://"}
	case errors.As(cause, &record):
		return problem{host + " does not speak TLS on this port", "check the port, or give the address with http://"}
	}
	what := "no secure connection to " + host
	if detail := firstOf(e.Message, causeText(cause)); detail != "" {
		what += ": " + quote(detail)
	}
	return problem{what, "check its certificate, or give its authority's file with --ca-file"}
}

// isPlainHTTP recognises the client's words for an answer that came without TLS. The
// error has no type, and only the wire may know its package.
func isPlainHTTP(cause error) bool {
	return strings.Contains(causeText(cause), "server gave HTTP response to HTTPS client")
}

// explainAnswer is for answers that came and cannot be used.
func explainAnswer(host string, e *apiclient.Error) problem {
	switch e.Kind {
	case apiclient.NotJSON:
		if e.Status == 404 {
			return problem{host + " answered 404 with a page that is not the API's", "the API prefix may be wrong: check --prefix and --url"}
		}
		return problem{host + " answered with a page instead of JSON" + status(e), "a proxy or login page may stand in between, or the API prefix may be wrong: check --url and --prefix"}
	case apiclient.TooLarge:
		return problem{"the answer of " + host + " is too large", "nothing of it is shown; tell who runs the server"}
	case apiclient.Redirected:
		return problem{host + " redirects elsewhere" + status(e) + said(e), "give the address that it leads to with --url"}
	}
	what := "the answer of " + host + " cannot be read"
	if detail := firstOf(e.Message, causeText(e.Err)); detail != "" {
		what += ": " + quote(detail)
	}
	return problem{what, "nothing of it is shown; try again, and check that --api fits the server if it stays"}
}

// explainAccess is for who may not do this.
func explainAccess(host string, e *apiclient.Error) problem {
	switch e.Kind {
	case apiclient.LoginFailed:
		return problem{host + " refused the user name or password" + said(e), "start again with the right ones"}
	case apiclient.SecondFactor:
		return problem{host + " wants a second factor to log in", "use a token or an account without one"}
	case apiclient.Unauthorized:
		return problem{host + " refused the token or the session" + said(e), "start again to log in, or set a fresh BANYAN_TOKEN where a token is used"}
	}
	return problem{"no access: this account may not do that" + status(e) + said(e), "ask for the right, or use another account"}
}

// explainStatus is for what the server said by its status.
func explainStatus(host string, e *apiclient.Error) problem {
	switch e.Kind {
	case apiclient.NotFound:
		return problem{host + " has no such thing" + status(e) + said(e), "it may have been deleted: go back and refresh"}
	case apiclient.NotAssigned:
		return problem{"trunking is not assigned here", "assign it on the platform if calls are to flow"}
	case apiclient.RateLimited:
		return problem{host + " asks to slow down" + status(e), "wait " + pause(e.RetryAfter) + " and try again, or give a --rate"}
	case apiclient.Unavailable:
		return problem{"the gateway of " + host + " is down or busy" + status(e), "try again in a minute"}
	case apiclient.ServerFault:
		return problem{host + " failed" + status(e) + said(e), "try again, and tell who runs the server if it stays"}
	case apiclient.Refused:
		return problem{host + " refused the request" + status(e) + said(e), "check what was asked for, or tell who runs the server"}
	}
	what := "the request to " + host + " failed" + status(e) + said(e)
	if e.Message == "" && e.Err != nil {
		what += ": " + quote(causeText(e.Err))
	}
	return problem{what, "try again, and look into the log if it stays"}
}

// isNoAccess reports whether err says that the account lacks a right.
func isNoAccess(err error) bool {
	var failed *apiclient.Error
	return errors.As(err, &failed) && (failed.Kind == apiclient.Forbidden || failed.Kind == apiclient.Unauthorized)
}

func hostOf(e *apiclient.Error) string {
	if e.Host == "" {
		return "the server"
	}
	return cut(safetext.Cell(e.Host), 80)
}

// place names what was tried, and the request.
func place(e *apiclient.Error) string {
	var parts []string
	if e.Op != "" {
		parts = append(parts, quote(e.Op))
	}
	if e.RequestID != "" {
		parts = append(parts, "request "+quote(e.RequestID))
	}
	return strings.Join(parts, ", ")
}

func status(e *apiclient.Error) string {
	if e.Status == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d)", e.Status)
}

// said is the server's own words, where it has some.
func said(e *apiclient.Error) string {
	if e.Message == "" {
		return ""
	}
	return ": " + quote(e.Message)
}

func pause(d time.Duration) string {
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

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// quote makes somebody else's words fit for a sentence of ours: on one line, not
// too long, and without what follows a ? or stands before an @ in a URL, where
// secrets travel.
func quote(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = withoutSecrets(word)
	}
	return cut(safetext.Cell(strings.Join(words, " ")), longestQuote)
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

func withoutSecrets(word string) string {
	if before, query, found := strings.Cut(word, "?"); found && strings.Contains(query, "=") {
		word = before + "?..."
	}
	scheme, rest, found := strings.Cut(word, "://")
	if !found {
		return word
	}
	if authority, path, _ := strings.Cut(rest, "/"); strings.Contains(authority, "@") {
		authority = authority[strings.LastIndex(authority, "@")+1:]
		rest = authority
		if path != "" {
			rest += "/" + path
		}
	}
	return scheme + "://" + rest
}
