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
	"time"

	"banyan/internal/redact"
	"banyan/internal/safetext"
)

// longestQuote is how much of somebody else's words a sentence takes, in cells.
const longestQuote = 160

// sentence is what happened and what to do next.
type sentence struct{ what, next string }

// Explanation is what Explain says, in parts. Each is safe to draw and may be empty.
type Explanation struct {
	What    string // what happened
	Next    string // what to do
	Asked   string // what was tried
	Request string // the server's id of the request
}

// Explained says what happened and what to do next, what was tried, and the server's id of
// the request. It holds no query of a URL. It is empty for nil.
func Explained(err error) Explanation {
	if err == nil {
		return Explanation{}
	}
	s, e := sentence{}, Explanation{}
	if partly, ok := errors.AsType[*PartlyRead](err); ok {
		s = partly.explain()
		e.Asked = Quote(partly.Op)
	} else if failed, ok := errors.AsType[*Error](err); ok {
		s = explainError(failed)
		e.Asked, e.Request = Quote(failed.Op), Quote(failed.RequestID)
	} else {
		s = explainCause(err)
	}
	e.What, e.Next = safetext.Cell(s.what), safetext.Cell(s.next)
	return e
}

// Explain says in one sentence what happened and what to do next, then in brackets
// what was tried and the server's id of the request. It is safe to draw and holds
// no query of a URL. It is empty for nil.
func Explain(err error) string {
	if err == nil {
		return ""
	}
	e := Explained(err)
	text := e.What + "; " + e.Next
	where := e.Asked
	if e.Request != "" {
		where = strings.TrimPrefix(where+", request "+e.Request, ", ")
	}
	if where != "" {
		text += " (" + where + ")"
	}
	return text
}

// explainCause is for errors that did not come through a client.
func explainCause(err error) sentence {
	fault, isFault := errors.AsType[interface { // of a panic that was caught, such as collect.PanicError
		error
		InternalFault() string
	}](err)
	switch {
	case isFault:
		return sentence{"a fault of this program: " + Quote(fault.InternalFault()), "the rest was read; report it to who maintains the program"}
	case errors.Is(err, context.Canceled):
		return explainError(&Error{Kind: Canceled})
	case errors.Is(err, context.DeadlineExceeded):
		return sentence{"no answer in time", "try again, or check the network"}
	case errors.Is(err, ErrReadOnly):
		return explainError(&Error{Kind: ReadOnly})
	}
	return sentence{"failed: " + Quote(err.Error()), "try again, and look into the log if it stays"}
}

// explainError is for errors of a client.
func explainError(e *Error) sentence {
	host, status, words := hostOf(e), statusOf(e), ownWords(e)
	if known, ok := explainBackend(host, e); ok {
		return known
	}
	switch e.Kind {
	case NotAssigned:
		return explainNotAssigned(e)
	case Unreachable:
		return explainUnreachable(host, e.Err)
	case TLS:
		return explainTLS(host, e)
	case NotJSON:
		return explainNotJSON(host, e)
	case LoginFailed, OtherLogin:
		return explainLogin(host, e)
	case SecondFactor:
		return explainFactor(host, e)
	case Unauthorized:
		return explainUnauthorized(host, e)
	case BadBody:
		if e.Unsent {
			return sentence{"the request was not sent" + detailOf(e), "correct what it should hold, and save again"}
		}
		what := "the answer of " + host + " cannot be read" + detailOf(e)
		return sentence{what, "nothing of it is shown; try again, and check that --api fits the server if it stays"}
	}
	known, ok := map[Kind]sentence{
		Timeout:      {host + " did not answer in time", "try again, or check the network and the server's load"},
		Canceled:     {"cancelled before the answer came", "refresh to read it again"},
		BadName:      {"a name in this request cannot be part of a web address" + words, "rename it on the platform to reach it from here, or correct --prefix where it is a part of that"},
		ReadOnly:     {"writing is off in this session", "start again with --write to change something"},
		TooLarge:     {"the answer of " + host + " is too large" + words, "nothing of it is shown; tell who runs the server"},
		Redirected:   {host + " redirects elsewhere" + status + words, "give the address that it leads to with --url"},
		Forbidden:    {"no access: this account may not do that" + status + words, "ask for the right, or use another account"},
		NotFound:     {host + " has no such thing" + status + words, "it may have been deleted: look at its list again"},
		RateLimited:  {host + " asks to slow down" + status, "wait " + pauseText(e.RetryAfter) + " and try again, or give a --rate"},
		Unavailable:  {"the gateway of " + host + " is down or busy" + status, "try again in a minute"},
		ServerFault:  {host + " failed" + status + words, "try again, and tell who runs the server if it stays"},
		Refused:      {host + " refused the request" + status + words, "check what was asked for, or tell who runs the server"},
		WrongCode:    {host + " refused the code" + words, "type it once more, or log in again for a new one"},
		CodeExpired:  {"the code came too late" + words, "log in again for a new one"},
		PasswordDue:  {"the password of this account must be changed first" + words, "change it in the portal of " + host + ", then log in with the new one"},
		Locked:       {host + " has locked this account" + words, "wait until it is open again, or ask who runs the platform to open it; each further try may lock it for longer"},
		SignOn:       {"this account logs in by single sign-on alone" + words, "use an account with a password of its own, or set BANYAN_TOKEN to a ready token"},
		SessionEnded: {"the session has ended", "log in again; it was idle for too long, or " + host + " ended it" + words},
		GatewayChoice: {
			host + noSuchGateway(e) + " has these gateways: " + Whole(strings.Join(e.Gateways, ", ")), "choose one with --gateway NAME",
		},
		NoGateway: {host + " has no gateway for this account" + words, "give the path of one with --prefix, such as /api/v01/p1, or ask for the right to see them"},
	}[e.Kind]
	if ok {
		return known
	}
	return sentence{"the request to " + host + " failed" + status + detailOf(e), "try again, and look into the log if it stays"}
}

// explainBackend is for a refusal with a number of BroadWorks that is known. What its sentence
// names stands in its own words behind ours.
func explainBackend(host string, e *Error) (sentence, bool) {
	switch e.Kind {
	case Refused, Forbidden, NotFound, ServerFault, LoginFailed:
	default:
		return sentence{}, false
	}
	words := statusOf(e) + ownWords(e)
	known, ok := map[int]sentence{
		5126:                   {host + " has no trunk group of this name" + words, "it may have been deleted or renamed: look at its list again"},
		5851:                   {"another trunk group has this identity already" + words, "give another one: it may be that of a trunk group of another group"},
		4500:                   {"there is a device of this name already" + words, "give another name"},
		4200:                   {"there is a user of this name already" + words, "give another name"},
		4470:                   {"the user cannot be assigned now" + words, "take it out of what it is assigned to, or choose another"},
		4008:                   {host + " has no such user" + words, "it may have been deleted: look at its list again, or choose another"},
		4015:                   {"the state or province is not one that " + host + " knows" + words, "correct it in the portal, and try again"},
		serviceIsNotAssigned:   {"the service is not assigned" + words, "assign it on the platform, and try again"},
		unauthorizedOrNotThere: {"this account may not do that, or there is no such thing" + words, "look at its list again; if it is there, ask for the right or use another account"},
		unauthorizedOperation:  {"no access: this account may not do that" + words, "ask for the right, or use another account"},
		invalidPassword:        {host + " refused the password" + words, "start again with the right one"},
		accountState:           {"the account cannot be used as it is" + words, "have it enabled or unlocked on the platform, or use another account"},
	}[e.Number]
	return known, ok
}

// explainNotAssigned tells a 404 that may be of something that was deleted as well from an
// answer that says what it means (APIO 2).
func explainNotAssigned(e *Error) sentence {
	if e.Status == http.StatusNotFound && e.Message != "" && !saysNotAssigned(e) {
		return sentence{
			"trunking is not assigned here, or this is not there any more" + statusOf(e) + ownWords(e),
			"look at its list again; if it is there, assign trunking on the platform if calls are to flow",
		}
	}
	return sentence{"trunking is not assigned here", "assign it on the platform if calls are to flow"}
}

// explainLogin is for a login that was refused. Where there is another kind of login beside it,
// the user name and the password may be right.
func explainLogin(host string, e *Error) sentence {
	words := ownWords(e)
	switch {
	case e.Kind == OtherLogin && e.Other == CoreLogin:
		return sentence{host + " has an APIO core, which wants another login than a gateway" + words, "start again with --auth core"}
	case e.Kind == OtherLogin:
		return sentence{host + " has a gateway with a login of its own, and no APIO core" + words, "start again with --auth cookie, and without --prefix"}
	case e.Other == CoreLogin:
		return sentence{
			"the gateway of " + host + " does not know this user name and password, and there is an APIO core with another login" + words,
			"if they are for the portal of the core, start again with --auth core; if not, with the right ones",
		}
	case e.Other == GatewayLogin:
		return sentence{
			"the core of " + host + " does not know this user name and password, and there is a gateway with another login" + words,
			"if they are for the gateway, start again with --auth cookie and without --prefix; if not, with the right ones",
		}
	case e.Other == SingleSignOn:
		return sentence{
			host + " does not know this user name and password, and has single sign-on beside them" + words,
			"use an account with a password of its own, or set BANYAN_TOKEN to a ready token",
		}
	}
	return sentence{host + " refused the user name or password" + words, "start again with the right ones"}
}

// explainUnauthorized is for a 401. A write is not sent twice, so it leaves the session as it was:
// whatever is read next renews that, as it does before each save.
func explainUnauthorized(host string, e *Error) sentence {
	const fresh = ", or set a fresh BANYAN_TOKEN where a token is used"
	if e.Changes && !e.Unsent {
		return sentence{
			"nothing was changed: " + host + " refused the token or the session of this write" + ownWords(e),
			"save again: the session is renewed before it, and no write is sent by itself" + fresh,
		}
	}
	if e.Other == CoreLogin {
		return sentence{
			"the gateway of " + host + " refused the token, and there is an APIO core with tokens of its own" + ownWords(e),
			"start again with --prefix /api/v01 where it is a token of the core, else set a fresh BANYAN_TOKEN",
		}
	}
	return sentence{host + " refused the token or the session" + ownWords(e), "start again to log in" + fresh}
}

// explainFactor is for a login that waits for a code.
func explainFactor(host string, e *Error) sentence {
	const next = "run this at a terminal to type it, or set BANYAN_TOKEN to a ready token"
	switch e.Factor {
	case ByMail:
		return sentence{host + " asks for the code that it has sent by mail", next}
	case ByApp:
		return sentence{host + " asks for the code that your app shows", next}
	}
	return sentence{host + " wants a second factor to log in", "start again with --auth core, which asks for it, or use a token or an account without one"}
}

func noSuchGateway(e *Error) string {
	if e.Message == "" {
		return ""
	}
	return " has no gateway " + Quote(e.Message) + ": it"
}

// whence is where an address may come from.
const whence = "(--url, BANYAN_URL or the profile)"

// explainUnreachable distinguishes a wrong address from a server that is down.
func explainUnreachable(host string, cause error) sentence {
	lookup, isLookup := errors.AsType[*net.DNSError](cause)
	switch {
	case isLookup && lookup.IsNotFound:
		return sentence{"there is no host " + host, "check the address " + whence}
	case isLookup:
		return sentence{"the address of " + host + " cannot be looked up", "check the network and the name server"}
	case errors.Is(cause, syscall.ECONNREFUSED):
		return sentence{host + " refused the connection", "check the address and port " + whence + ", and that the server runs"}
	case errors.Is(cause, syscall.EHOSTUNREACH), errors.Is(cause, syscall.ENETUNREACH):
		return sentence{"there is no route to " + host, "check the network or VPN of this machine"}
	case errors.Is(cause, syscall.ECONNRESET), errors.Is(cause, syscall.EPIPE), errors.Is(cause, io.EOF), errors.Is(cause, io.ErrUnexpectedEOF):
		return sentence{host + " closed the connection before it answered", "try again, and check what stands in between if it stays"}
	}
	if cause != nil && (strings.Contains(cause.Error(), "COMPRESSION_ERROR") || strings.Contains(cause.Error(), "PROTOCOL_ERROR")) { // net/http has no other sign of it
		return sentence{host + " broke the rules of HTTP/2, as a header does that is far too large", "try again, and tell who runs the server if it stays"}
	}
	return sentence{"cannot reach " + host, "check the address " + whence + " and the network"}
}

// explainTLS names what is wrong with the certificate, as far as it is known.
func explainTLS(host string, e *Error) sentence {
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](e.Err)
	switch {
	case isA[x509.UnknownAuthorityError](e.Err):
		return sentence{"the certificate of " + host + " is from an authority that is not trusted here" + ownWords(e), "give the authority's file with --ca-file"}
	case isA[x509.HostnameError](e.Err):
		return sentence{"the certificate of " + host + " is for another name" + ownWords(e), "check the address " + whence}
	case isInvalid && invalid.Reason == x509.Expired:
		return sentence{"the certificate of " + host + " has expired or is not valid yet" + ownWords(e), "check this machine's clock, or tell who runs the server"}
	case errors.Is(e.Err, http.ErrSchemeMismatch):
		return sentence{host + " speaks plain HTTP on this port", "check the port, or give the address with http://"}
	case isA[tls.RecordHeaderError](e.Err):
		return sentence{host + " does not speak TLS on this port", "check the port, or give the address with http://"}
	}
	return sentence{"no secure connection to " + host + detailOf(e), "check its certificate, or give its authority's file with --ca-file"}
}

// explainNotJSON is for answers of something in front of the API.
func explainNotJSON(host string, e *Error) sentence {
	switch {
	case e.Status != http.StatusNotFound:
		return sentence{host + " answered with a page instead of JSON" + statusOf(e), "a proxy or login page may stand in between, or the API prefix may be wrong: check --url and --prefix"}
	case e.Message == "" || e.Message == notOwn:
		return sentence{host + " answered 404 with a page that is not the API's", "the API prefix may be wrong: check --prefix and --url"}
	}
	return sentence{host + " answered 404 with an error that is not the API's" + ownWords(e), "something in front of it may have answered, or the API prefix may be wrong: check --url and --prefix"}
}

func hostOf(e *Error) string {
	if e.Host == "" {
		return "the server"
	}
	return cut(safetext.Cell(e.Host), 80)
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

// detailOf is the server's own words or else the cause, where there is either.
func detailOf(e *Error) string {
	if e.Message == "" && e.Err != nil && e.Err.Error() != "" {
		return ": " + Quote(e.Err.Error())
	}
	return ownWords(e)
}

// Quote makes somebody else's words fit for a sentence of ours: on one line, not too long,
// and without what follows a ? or stands before an @ in a URL, where secrets travel.
func Quote(text string) string {
	return cut(Whole(text), longestQuote)
}

// Whole is Quote where nothing may be left out: an address that is cut is none.
func Whole(text string) string { return safetext.Cell(redact.URLs(text)) }

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
