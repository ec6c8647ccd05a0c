// Package find answers where a phone number, a user, a device or half a name is: it parses what
// was typed, matches names, asks what the platform searches itself, and joins what several
// sources tell into paths. It speaks no HTTP and draws nothing.
//
// # Words
//
//	query     what was typed: a text, and a phone number, an extension or a range where it is one
//	place     a tenant, a group, a trunk group, an enterprise trunk, a user or a number
//	fact      what a source tells of a place, and when it was read
//	atlas     all facts, joined
//	hit       a place that a source found
//	forward   a destination that an enterprise trunk or a trunk group sends calls to: who looks for that
//	          number finds what forwards
//	path      a hit with all that it is in, up to the tenant, and the enterprise trunks that
//	          send calls there
//	source    something that is asked: the names that are known, a search of the platform
//
// [Run] asks several sources at once and gives a [Snapshot] each time one of them tells
// something. What could not be searched, was refused, failed or was cut stands beside the
// paths: an empty list alone never says that there is nothing.
package find
