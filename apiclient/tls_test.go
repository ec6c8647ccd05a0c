package apiclient

import "crypto/tls"

// oldTLS is a server that speaks nothing above TLS 1.1.
func oldTLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
}
