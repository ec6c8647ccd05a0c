// Package hotspots answers where trunking is blocked or over-allocated on a whole
// platform: it reads the capacity of every tenant in the background, ranks what is
// wrong or doubtful, and keeps it on disk so that the next start shows the last scan
// at once.
//
// # Words
//
//	scan     reads every tenant of a platform once; it can be paused, cut off and gone on with
//	backlog  the tenants that a scan has yet to read
//	record   what the latest scan read of one tenant, as it is kept on disk
//	gap      a request that failed, with the place that it leaves unread
//	finding  one thing wrong or doubtful, with its place
//	save     something of a tenant was saved: what was read of that before is no more what is there
//	mark     says that a finding is known, with a note why; it then counts no longer
//	ledger   all records, marks and the latest scan, as the session knows them
//	listing  all findings and gaps, ranked: what the screen shows line by line
//	board    a listing with how far the scan is, at one moment
//
// # A scan
//
// A Scanner reads one tenant after the other with a collect.Walk. Nothing is asked of
// the server before Begin. Its requests are background work: at most four at once and
// so many a second as an apiclient.Pacer allows, and always behind what a user waits
// for. The tenants on screen come first, then those never read, then those read longest
// ago. One that could not be read is tried again at the end, once.
//
// A scan belongs to the session and not to a screen. It can be paused; it pauses by
// itself where three tenants in a row yield nothing for a reason that is the
// platform's or the network's. What it read of a tenant is on disk when the next
// tenant begins, so a scan that was cut off goes on with what is left. One of some tenants
// alone leaves the latest scan of all as it is: what it reads counts there too.
//
// # What is kept
//
// The state directory holds, for each host,
//
//	hotspots/HOST/lock                         held while a scan runs
//	hotspots/HOST/ACCOUNT/scan.json            the latest scan of all tenants
//	hotspots/HOST/ACCOUNT/part.json            the latest of some
//	hotspots/HOST/ACCOUNT/tenants/TENANT.json  what was read of a tenant, and when
//	known/HOST/FINDING.json                    a finding that is known, with its note
//
// where the words in capitals are digests: names may hold anything. An account is who is
// logged in, and by which API: what one may see is not what another may. Every file is
// replaced as a whole and has a version. One that cannot be read is named and skipped.
// Marks have a file each, so that no process can lose another's.
package hotspots
