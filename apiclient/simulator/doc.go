// Package simulator is a platform to talk to without having one: an
// [http.Handler] that serves the API over a world held in memory. It is the demo,
// the fixture of tests and a command.
//
// A [Server] serves the APIO gateway (cookie session) under /api/v1 and an APIO
// core (bearer tokens) under /api/v01, which proxies the gateway under
// /api/v01/p1, and each further one of [Core] under the next number; and the Odin dialect (bearer tokens) under /api/v2. All read the same
// world and show the same figures. Where an API's behaviour is not documented, the
// simulator does what the documents of the platform below it say, and the function
// that decides so says it.
//
// Trunk groups and enterprise trunks can be made, changed and deleted, and the figures of
// tenants and groups changed, by the rules of the API; what is wrong is refused in its
// shapes. [Fault] makes reads and writes fail in the shape of the API
// that was called, writes before, while or after they are carried out.
//
// # What the dialects differ in
//
// A PUT of APIO changes what it names and keeps the rest, unknown fields included,
// but a list replaces the whole list. A PUT of an Odin enterprise trunk replaces the
// object: a field that is left out is gone, unknown fields too, and without the
// mandatory ones (routeExhaustionAction, maximumRerouteAttempts, one routing object)
// it is refused; unknown fields that it brings are kept. None of its keys is
// read-only, the IDs apart.
//
// Odin's call capacity and trunk groups change by what is named. Members that cannot
// be set there may be sent back as they were read, and are refused when they
// changed: maxAvailable* of a group, numberOfBurstingBTLUs of a service provider, all
// of a trunk group but its figures.
//
// In Odin -1 is unlimited, numbers and truth values may come as texts
// ([Options.NumbersAsText] has the answers like that too), a level without trunking
// answers 400 "Trunk Group service not assigned", and a group without it has
// assigned false and groupTrunkCapacity null in the report. What the report carries
// beside the groups is [Options.OdinReport].
//
// What does not exist is a 404 in both dialects, and no document of either promises
// that. [Options.Absent] has it answered with 400 or 500 and a sentence of the backend,
// as live platforms do: in Odin's error, and nested as deep as APIO has it.
//
// Service providers have enterprise trunks at their groups, enterprises at the top;
// APIO shows those of enterprises alone.
//
// # The world
//
// A world is a JSON document; [Options.World] takes one. The default world is
// world.json in this directory. Keys that are not listed here, keys given twice
// and values out of range are errors, with line and column. Keys marked with
// a question mark may be left out.
//
//	{"tenants": [{
//	  "tenantId":       1 to 30 characters, unique
//	  "name"?:          up to 80 characters
//	  "type":           "ServiceProvider" or "Enterprise"
//	  "resellerId"?:    string
//	  "defaultDomain"?: string, "sip.example.net" when left out
//	  "supportEmail"?:  string
//	  "numbers"?:       [NUMBERS] that no group has
//	  "trunkGroupLicences"?: LIMIT of all its trunk groups, unlimited when left out
//	  "trunking"?: {                          left out: trunking is not assigned
//	    "maxActiveCalls":         LIMIT
//	    "burstingMaxActiveCalls": LIMIT }
//	  "groups"?: [{
//	    "groupId":    1 to 30 characters, unique in the tenant
//	    "groupName"?: up to 80 characters
//	    "userLimit"?: number
//	    "trunkGroupLicences"?: LIMIT, unlimited when left out; 0: not authorised
//	    "trunking"?: {                        left out: trunking is not assigned
//	      "maxActiveCalls":                   number
//	      "burstingMaxActiveCalls"?:          LIMIT, 0 when left out
//	      "maxAvailableActiveCalls"?:         LIMIT, the tenant's own when left out
//	      "burstingMaxAvailableActiveCalls"?: LIMIT, the tenant's own when left out }
//	    "trunkGroups"?: [{
//	      "name":            1 to 30 characters, unique in the group
//	      "maxActiveCalls":  number, at least 1
//	      "maxIncomingCalls"?, "maxOutgoingCalls"?: number; left out: no limit of its own
//	      "burstingMaxActiveCalls"?: number; left out: bursting is off
//	      "burstingMaxIncomingCalls"?, "burstingMaxOutgoingCalls"?: number
//	      "trunkGroupState"?: string; left out: the system does not report it
//	      "totalActiveIncomingCalls"?, "totalActiveOutgoingCalls"?: number, likewise
//	      "callForwardingAlways"?, "unreachableDestination"?, "capacityExceeded"?: DIVERSION
//	      "deviceName"?, "deviceLevel"?, "department"?, "pilotUserId"?: string
//	      "users"?: [USER]
//	      "trunkingMode"?: "normal" or "teamsDR"
//	      "sipAuthenticationUserName"?: string; set: authentication is required }],
//	    "users"?:   [USER] that are hosted, with a "deviceName"?
//	    "numbers"?: [NUMBERS] beside those of users, who may have some of them
//	    "enterpriseTrunks"?: as below, of trunk groups of this group; of a tenant of
//	                         type ServiceProvider alone, and for Odin alone }]
//	  "enterpriseTrunks"?: [{                 tenants of type Enterprise alone
//	    "name":                    1 to 30 characters, unique in the tenant
//	    "maximumRerouteAttempts":  1 to 10
//	    "routeExhaustionAction":   "None" or "Forward"
//	    "routeExhaustionDestination"?: string, with Forward
//	    "routingMode":             "ordered" or "weighted"
//	    "orderingAlgorithm"?:      ordered mode; left out: not reported
//	    "maximumRerouteAttemptsWithinPriority"?: 1 to 10, weighted mode
//	    "routes"?: [{"groupId", "name", "priority"?, "weight"?}]
//	                               of trunk groups of this tenant, each once;
//	                               weighted mode: priority 1 to 10, weight 1 to 65536
//	    "enableCapacityManagement"?: bool
//	    "maxActiveCalls"?, "capacityExceededTrapInitialCalls"?,
//	    "capacityExceededTrapOffsetCalls"?: number }] }]}
//
//	LIMIT      a number of calls, or "unlimited"
//	NUMBERS    "+CC-national", or a range "+CC-national - +CC-national"
//	USER       {"userId", "lastName"?, "firstName"?, "phoneNumber"?, "extension"?,
//	           "department"?, "emailAddress"?, "enterpriseTrunk"?}; a phone number is
//	           +CC-national
//	DIVERSION  {"forwardTo": address} or {"rerouteTo": {"groupId", "name"}}
package simulator
