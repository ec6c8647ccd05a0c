// Package routing holds the routing of an enterprise trunk as a plain value, and
// everything that follows from the value alone: whether it is valid, how two of them
// differ, how three of them merge, what share of the calls each route gets, what is
// doubtful, and what remains when trunk groups are down. It is pure: standard library only.
//
// # Two modes
//
// An ordered trunk has an algorithm and a list whose order is its meaning. A
// weighted trunk gives each route a priority (lower is tried first) and a weight;
// inside one priority the calls are spread by weight, and the order of the list
// means nothing. So two weighted trunks that differ in order alone are Equal and
// have no Diff. The list is all the same kept, shown and sent in its own order.
//
// # Fields that do not apply
//
// Some fields mean something beside another one alone: the algorithm in ordered mode, max
// reroutes within a priority, priorities and weights in weighted mode, a destination with
// Forward, the limits with capacity management. Where they are known not to apply they are left
// out of Canonical, and so of Equal, Validate, Diff and Merge; they may stay in the value, so
// that a form which switches back and forth forgets nothing.
//
// # Merging
//
// Merge combines two edits of one base as long as they touch different parts:
//
//	name                                             one part
//	max reroutes                                     one part
//	mode, algorithm, routes, max within a priority   one part: what the routing object holds
//	exhaustion action and destination                one part
//	capacity management and its limits               a part each, but one part where only one side has it on
//
// A part that both sides changed, each to something else, is a Conflict, and the merged trunk
// holds theirs there: nothing foreign is overwritten unless somebody chooses Take.
//
// # Drafts
//
// A Draft is an edit in the making: the trunk as read, the trunk as wanted, the
// rows parked beside it, and the steps back. Each operation returns a new Draft, and the
// same one when there is nothing to do, so that every step back changes something on screen.
package routing
