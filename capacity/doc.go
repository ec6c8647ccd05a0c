// Package capacity is the arithmetic of call limits: what a tenant, its groups
// and their trunk groups may carry, what each level has given to the one below,
// and the difference. It is pure: no input or output, no clock, and the standard
// library only.
//
// # Levels
//
// A tenant gives calls to its groups, and a group to its trunk groups. Each level
// has a limit of its own, and a sum over the level below:
//
//	tenant  calls               maxActiveCalls         sum of its groups' maxActiveCalls
//	tenant  bursting available  burstingMaxActiveCalls sum of its groups' burstingMaxAvailableActiveCalls
//	tenant  bursting allocated  burstingMaxActiveCalls sum of its groups' burstingMaxActiveCalls
//	group   calls               maxActiveCalls         sum of its trunk groups' maxActiveCalls
//	group   bursting            burstingMaxActiveCalls sum of its trunk groups' burstingMaxActiveCalls
//
// The sum is what was allocated: configuration, never the calls in progress.
// Enterprise trunks are in none of these sums.
//
// # Limits, readings, sums
//
// A Limit is a number of calls from zero up, or unlimited. There is no unknown
// Limit: what may be unknown is a Reading, whose zero value is "not read". That is
// neither zero calls nor unlimited, and nothing in this package turns it into one
// of the two.
//
// A Sum knows how much of its level was read. With every part read it is a total:
//
//	4, 9 and 12       25
//	4, 9, unlimited   unlimited
//
// With a part missing it is not a number, and says so:
//
//	4, 9, not read    at least 13, 2 of 3 read
//	no list yet       not read
//
// A total that does not fit an int is no number either; it never wraps around.
//
// # Differences
//
// A Difference is the own limit minus the sum. Negative means over-allocated.
//
//	226 - 114          112
//	18 - 36            -18
//	unlimited - 114    unlimited
//	unlimited - unlimited  unlimited
//	18 - unlimited     -unlim, below every number
//	50 - at least 69   at most -19: over-allocated whatever the rest may be
//	90 - at least 69   not read: it may turn out fine, and may not
//
// So a level that was not wholly read is never shown as fine, and may be known to
// be over-allocated already. Difference.IsNegative tells, and depends on no
// finding: over-allocation can be meant, and is marked all the same.
//
// # Not assigned
//
// Trunking may be not assigned to a tenant or a group. That counts as zero
// everywhere, and is an answer like any other: NotAssigned is not the absence of
// an answer (AssignmentUnread).
//
// # Findings
//
// Analyze also lists what is wrong or doubtful, worst first and then by ratio:
//
//	blocked  max-zero            a group with trunk groups has max 0, or a trunk group's
//	                             incoming or outgoing limit is 0
//	blocked  down-in-use         a trunk group that is down is used by an enterprise trunk
//	over     calls-over          a difference of calls is negative
//	over     bursting-over       a group's difference of bursting is negative, or a
//	                             tenant's of bursting allocated
//	over     above-available     a group's max or bursting is above its available
//	over     licences-over       more trunk groups are given out, or there, than are licensed
//	notice   down                a trunk group is down, and nobody is known to use it
//	notice   bursting-available  a tenant's difference of bursting available is negative
//	info     unused              a difference of calls is a number above zero
//
// Bursting available needs care. Some systems tell each group a share of the
// tenant's bursting; others tell each the tenant's own limit, or no limit: a
// ceiling, whose sum over the groups means nothing. The difference is shown in
// both cases, the finding is raised in the first alone: where at least one group
// that has trunking was told a number other than the tenant's own limit.
package capacity
