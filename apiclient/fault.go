package apiclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

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

// tlsMessage names the certificate that was refused, and what helps where the
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
