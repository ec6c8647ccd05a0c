// Package apply reads what plans are made of, keeps them, and applies them. It knows no
// screen.
//
// Each item of a plan is one save of package change, with all that this asks for: read
// again, compared, written once, read back. One plan of a tenant is applied at a time, across
// all processes of a state directory, and it stops at the first item of which there is any doubt.
//
// The state directory holds the plans as they were made and decided upon. What became of
// their items, and what is out of service, stands in the journal alone and is derived from
// it: nothing else would have to agree with it after a crash.
package apply
