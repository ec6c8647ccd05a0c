// Package plan holds plans as values: an ordered list of changes of enterprise trunks and
// limits, each with the image that it was computed from, what it leads to, and why it needs
// its name typed. It is pure: what it works on was read by others, and it sends nothing.
//
// # Making one
//
// A Survey is what was read. Drain, Undrain, Migrate, Same and Undo make plans of it, and Make
// makes one of wanted images, such as those of files. All give the same kind of value, in
// the order in which it is applied:
//
//	limits that are raised    from the top down: tenant, group, trunk group
//	enterprise trunks         new ones, then changes, then deletions
//	limits that are lowered   from the bottom up
//
// tenant by tenant, so that no level exceeds the one above it more than before or after.
// Where more than three enterprise trunks of a tenant change, the one in which the fewest
// calls move is the first of them: the canary.
//
// # Where its state is
//
// A plan holds what is wanted and what somebody decided (LeaveOut, Allow). What became of
// its items stands in the journal of package change alone, under the plan's id and the
// item's number: Status derives it from there, and DrainedOf what is out of service.
package plan
