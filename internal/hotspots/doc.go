// Package hotspots answers where trunking is blocked or over-allocated on a whole
// platform: it reads the capacity of every tenant in the background, ranks what is
// wrong or doubtful, and keeps it on disk so that the next start shows the last scan
// at once.
//
// # A scan
//
// A Scanner reads one tenant after the other through capacity/collect. Nothing is
// asked of the server before Begin. Its requests are background work: at most four at
// once and so many a second, half of that after a 429 or 503 until the server has
// answered well for a while, and always behind what a user waits for. The tenants on
// screen come first, then those never read, then those read longest ago.
//
// A scan belongs to the session and not to a screen. It can be paused; it pauses by
// itself where three tenants in a row yield nothing for a reason that is the
// platform's or the network's. What it read of a tenant is on disk when the next
// tenant begins, so a scan that was cut off goes on with what is left.
//
// # What is kept
//
// The state directory holds, for each host,
//
//	hotspots/HOST/lock                         held while a scan runs
//	hotspots/HOST/ACCOUNT/scan.json            the latest scan
//	hotspots/HOST/ACCOUNT/tenants/TENANT.json  what was read of a tenant, and when
//	known/HOST/FINDING.json                    a finding that is known, with its note
//
// where the words in capitals are digests: names may hold anything. An account is who is
// logged in, and by which API: what one may see is not what another may. Every file is
// replaced as a whole and has a version. One that cannot be read is named and skipped.
// Marks have a file each, so that no process can lose another's.
package hotspots
