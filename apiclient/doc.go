// Package apiclient is the wire: what both API dialects share. It holds the
// records that they decode, and one connection to a host with its limits, its
// retries, its write guard and its one error type.
//
// A dialect (package apio) turns methods into requests and answers into records;
// a Conn carries them. Nothing outside this tree speaks HTTP.
//
// Comments name the source of a fact: (APIO n) and (Odin n) are chapters of what the vendors
// document of each API, (supplement n) is what their own web clients send and read: 1 numbers
// and users, 2 login at a core, 3 logs, 4 the capacity report, 5 trunk groups, 6 enterprise trunks, 7
// licences, 8 refusals, 9 bulk. What none of them says is tolerated in every reading.
package apiclient
