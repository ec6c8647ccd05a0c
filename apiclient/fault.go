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
	"net/url"
	"time"
)

var (
	errTotal    = errors.New("no complete answer within the total time limit")
	errTooLarge = errors.New("answer above the size limit")
)

// bodyError says that the answer began and its body broke.
type bodyError struct{ err error }

// Error implements error.
func (e *bodyError) Error() string { return "body of the answer: " + e.err.Error() }

// Unwrap returns the cause.
func (e *bodyError) Unwrap() error { return e.err }

// isCut reports whether a body ended before its end, which another try may mend.
func isCut(err error) bool {
	var broken *bodyError
	return errors.As(err, &broken)
}

// fault turns what the transport returned into an *Error. ctx is the caller's.
func (c *call) fault(ctx context.Context, err error) *Error {
	var ready *Error
	if errors.As(err, &ready) { // of the guard or of a redirect
		out := *ready
		out.Op, out.Method, out.Path, out.Host = c.op, c.method, c.path, c.url.Host
		return &out
	}
	err = withoutURL(err)
	out := c.fail(Unreachable, err)
	var network net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		out.Kind, out.Err, out.Message = Canceled, context.Canceled, "given up before the answer came"
	case ctx.Err() != nil:
		out.Kind = Timeout
	case isTLS(err):
		out.Kind, out.Message = TLS, tlsMessage(err)
	case isDial(err):
		out.Message = "cannot reach " + c.url.Host + ": " + reason(err)
	case errors.Is(err, errTotal), errors.As(err, &network) && network.Timeout():
		out.Kind = Timeout
	case errors.Is(err, errTooLarge):
		out.Kind, out.Message = TooLarge, fmt.Sprintf("answer larger than %d MB", c.limit>>20)
	case isCut(err):
		out.Kind, out.Message = BadBody, "the answer was cut short"
	case errors.Is(err, io.EOF):
		out.Message = "the server closed the connection without an answer"
	}
	return out
}

// withoutURL takes off the wrapping that repeats the URL with its query.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// isDial reports whether no connection was made at all.
func isDial(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || (errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"))
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
	var (
		verification *tls.CertificateVerificationError
		alert        tls.AlertError
		record       tls.RecordHeaderError
		authority    x509.UnknownAuthorityError
		name         x509.HostnameError
		invalid      x509.CertificateInvalidError
		op           *net.OpError
	)
	return errors.As(err, &verification) || errors.As(err, &alert) || errors.As(err, &record) ||
		errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &invalid) ||
		errors.Is(err, http.ErrSchemeMismatch) || (errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"))
}

// tlsMessage tells which certificate was refused, and the way out where the
// authority is unknown: there is no other.
func tlsMessage(err error) string {
	if errors.Is(err, http.ErrSchemeMismatch) {
		return "the server speaks plain HTTP on this port"
	}
	message := err.Error()
	var verification *tls.CertificateVerificationError
	if errors.As(err, &verification) {
		message = verification.Err.Error()
		if len(verification.UnverifiedCertificates) > 0 {
			message += describe(verification.UnverifiedCertificates[0])
		}
	}
	var authority x509.UnknownAuthorityError
	if errors.As(err, &authority) {
		message += "; a CA file can name the authority"
	}
	return message
}

func describe(cert *x509.Certificate) string {
	return fmt.Sprintf("; certificate of %s, issued by %s, valid %s to %s", cert.Subject, cert.Issuer,
		cert.NotBefore.Format(time.DateOnly), cert.NotAfter.Format(time.DateOnly))
}
