// Package collect reads the capacity of a tenant through an API client: many
// requests at once, the first figures shown while the last are still on their
// way, and every gap kept as a gap.
//
// The requests form a tree of depth three:
//
//	tenant capacity
//	groups
//	    group capacity                 one a group
//	    trunk groups                   one a group
//	        trunk group                one a trunk group
//
// which makes 2 + 2G + T requests for G groups with T trunk groups together. A client
// that is an EnterpriseLister may list the trunk groups of all groups with one request,
// which makes 3 + G + T. One that is a Reporter returns the limits and the groups with one
// request, which makes 1 + G + T:
//
//	capacity report
//	    trunk groups                   one a group
//	        trunk group                one a trunk group
//
// and where the report has the trunk groups too it is the only request. The state of a
// trunk group is in no report: see Options.Details and Options.States. Snapshot.Source says
// what was taken from where.
//
// What a group is licensed for is in a report too; where it is not, it costs a request a group,
// and Options.Licences alone asks for it.
//
// What a report leaves out is asked for singly: a group's capacity that is missing
// beside a service that is assigned, the tenant's own, and the groups where it names
// none. A group that it reports as not assigned is not asked further. A whole group that a
// report leaves out cannot be seen to be missing; the group list would show it, at a
// request more for every tenant. A report that contradicts itself is not used at all; of one
// that has trunk groups of a group which is not among the groups, only these are not.
//
// There is no barrier between the levels: what an answer makes possible is asked
// for at once. Options.Concurrency bounds the requests in flight; retries and
// rate limits are the client's business.
//
// What the user looks at comes first. Prefer names the visible groups: their
// capacities are asked for first, then their trunk-group lists, then their trunk
// groups, then the hidden groups' in the same order. No request of a hidden group
// starts while a visible group's capacity is still to be asked for. As requests
// started together may arrive in any order, a capacity counts as asked for when
// it was answered, or when its answer has been awaited so long that the server
// has surely seen it: a server that hangs on one group does not hold up the rest.
//
// A request that fails leaves a gap and a Failure with its cause, and the rest
// goes on. A group that has no trunking is not a failure: its capacity answers
// "not assigned", and then its trunk-group list may answer "not found".
//
// A Walk collects many tenants, each as above.
package collect
