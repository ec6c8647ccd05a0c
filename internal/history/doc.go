// Package history keeps what was read of the tenants of a platform from reading to reading: each is
// compared with the one before, and what differs is appended to the history of its tenant.
//
// # Words
//
//	reading   what was read of a tenant, or of an enterprise trunk, at one time
//	object    something of a tenant whose fields are compared: itself, a group, a trunk group, an
//	          enterprise trunk; or a list of these, which tells what is new and what is gone
//	line      what one reading added to a history
//	change    one field, or one object, that differs from what was seen before
//	bracket   the time between the reading that saw the old value and the one that saw the new one
//	trend     a figure that is followed and whose movement is no change, such as calls in use
//
// # What a change is
//
// A field that was not read is never a change: the bracket of the next one that is begins where it
// was seen last. A reading that began before another that is kept already says nothing about what
// that has seen. Who made a change is not known from readings; Join says it of those that the journal
// of edits has.
//
// # What is kept
//
// The state directory holds, for each host and for each account on it,
//
//	history/HOST/ACCOUNT/TENANT.jsonl
//
// where the words in capitals are digests. A line is appended with one write under the lock of its
// file, has a checksum, and is never changed: processes that append at once lose nothing of each
// other's, and one that is killed loses the line that it is writing. A file that has become too large
// is replaced as a whole: of its older days one line a day is left, and at last the oldest go.
package history
