// Package tenantfile holds the files that say what the enterprise trunks and the limits of one
// tenant are to be. It reads and writes them, and compares what they say with what is there.
//
// A file says something of things: of the tenant, its groups and its trunk groups their limits,
// and of enterprise trunks their routing. A thing that it does not mention is left alone, and so
// is a field of one that it does. An enterprise trunk goes only where the file says that it is to
// be absent.
//
//	version: 1
//	platform:
//	  host: "apio.example.net"
//	  api: apio
//	tenant: "foo"
//	limits:
//	  maxActiveCalls: 226
//	  burstingMaxActiveCalls: unlimited
//	groups:
//	  - group: "Antwerp"
//	    maxActiveCalls: 13
//	    burstingMaxActiveCalls: 2
//	    trunkGroups:
//	      - trunkGroup: "Trunk-A"
//	        maxActiveCalls: 4
//	        enableBursting: false
//	        maxIncomingCalls: none
//	enterpriseTrunks:
//	  - name: "HQ-Inbound"
//	    priorityWeightedRouting:
//	      maximumRerouteAttemptsWithinPriority: 3
//	      routes:
//	        - {group: "Antwerp", trunkGroup: "Trunk-A", priority: 1, weight: 70}
//	    maximumRerouteAttempts: 5
//	    routeExhaustionAction: None
//
// The keys are the API's own words. What is written is canonical: the things in the order of
// their names, the fields in the order of the screens, and nothing that is different the next
// time, so that equal settings are equal bytes. docs/tenantfile.schema.json describes the same.
package tenantfile
