// Package apiclient is the wire: what both API dialects share. It holds the
// records that they decode, and one connection to a host with its limits, its
// retries, its write guard and its one error type.
//
// A dialect (package apio) turns methods into requests and answers into records;
// a Conn carries them. Nothing outside this tree speaks HTTP.
package apiclient
