// Package change saves edits so that none is lost or wrong. It knows no screen:
// screens and commands hand it edits and wait for verdicts.
//
// The API replaces what it is given and keeps no version, so every save follows one
// protocol, the same for each kind of Subject:
//
//	Prepare   validate, read again, compare base, theirs and mine
//	Commit    lock the subject across the processes of one state directory,
//	          read again, however fresh the confirmed reading is,
//	          write the intent to the journal and sync it,
//	          write once,
//	          read back, and again after 1, 2 and 4 s where nothing shows yet,
//	          write the verdict to the journal and sync it
//
// A Target is what differs between the kinds. A Review that is Ready carries a
// Confirmation, which is good for one write of what was read, and for nothing else.
//
// Without a version in the API the gap between the last read and the write cannot be
// closed. It is one round trip, on record, and both images are kept for repair.
//
// An edit may be an item of a plan, and its entry in the journal says of which: what became of
// a plan is told by its entries alone.
//
// The state directory holds, all of it for its owner alone: the journals, one a
// process, locked while that process lives, each with an index of what its lines are about; the drafts, one a process and subject;
// the last read image of each subject and what is kept beside it; what was learnt about
// each host; and a lock for each subject, held while it is saved.
package change
