// Package apiclient is the wire: what both API dialects share.
package apiclient
