package apiclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// withoutURL takes off the wrapping that repeats the URL with its query.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// isA reports whether err is or wraps an E.
func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// isOp reports whether err is of one of the network operations.
func isOp(err error, names ...string) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && slices.Contains(names, op.Op)
}

// isDial reports whether no connection was made at all.
func isDial(err error) bool { return isA[*net.DNSError](err) || isOp(err, "dial", "proxyconnect") }

// isLargeHeader reports whether the answer's header was given up for its size, which net/http
// tells by the words of its error alone.
func isLargeHeader(err error) bool {
	text := err.Error()
	return strings.Contains(text, "response headers exceeded") || strings.Contains(text, "response header list larger")
}

// isBadRedirect reports whether a redirect leads to an address that is none, which net/http tells
// by the words of its error alone.
func isBadRedirect(err error) bool {
	return strings.Contains(err.Error(), "failed to parse Location header")
}

// reason is the innermost cause, such as "connection refused".
func reason(err error) string {
	var op *net.OpError
	for errors.As(err, &op) && op.Err != nil {
		err, op = op.Err, nil
	}
	return err.Error()
}

func isTLS(err error) bool {
	return isA[*tls.CertificateVerificationError](err) || isA[tls.AlertError](err) || isA[tls.RecordHeaderError](err) ||
		isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) || isA[x509.CertificateInvalidError](err) ||
		errors.Is(err, http.ErrSchemeMismatch) || isOp(err, "remote error", "local error")
}

// tlsMessage names the certificate that was refused, and what helps where the
// authority is unknown: there is no other.
func tlsMessage(err error) string {
	if errors.Is(err, http.ErrSchemeMismatch) {
		return "the server speaks plain HTTP on this port"
	}
	message := err.Error()
	if verification, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		message = verification.Err.Error()
		if refused := verification.UnverifiedCertificates; len(refused) > 0 {
			cert := refused[0]
			message += fmt.Sprintf("; certificate of %s, issued by %s, valid %s to %s", cert.Subject, cert.Issuer,
				cert.NotBefore.Format(time.DateOnly), cert.NotAfter.Format(time.DateOnly))
		}
	}
	if isA[x509.UnknownAuthorityError](err) {
		message += "; a CA file can name the authority"
	}
	return message
}
