package apiclient

import (
	"time"

	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// WriteLog is what a platform's own log has of the writes in a tenant in some time, the latest first.
type WriteLog struct {
	Writes []LoggedWrite
	IsCut  bool // the log has more of them, which are older
}

// LoggedWrite is a write that succeeded, as the platform's own log has it. Group and Name say what was
// written, as far as it is that; of what is made Name is empty where its body does not tell.
type LoggedWrite struct {
	At          time.Time // by the clock of the platform
	Who         string    // the user of the API
	Of          LoggedThing
	Does        LoggedDoing
	Group, Name string
	NewName     string // of what was renamed
	IsElsewhere bool   // it may have been in the tenant of that name of another gateway

	// What it set: one of these, by what was written. All are nil where it cannot be read.
	Capacity   *TenantCapacity // of a tenant or a group
	TrunkGroup *TrunkGroup
	Trunk      *routing.Trunk
	Backup     *trunkgroup.Diversion
	Members    []string // of the body: a field that was taken away is among them, and has no value above
}

// LoggedThing is what a write is about. The zero value is what is not followed.
type LoggedThing int

// What is written.
const (
	LoggedOther LoggedThing = iota
	LoggedTenantCapacity
	LoggedGroupCapacity
	LoggedGroup
	LoggedTrunkGroup
	LoggedTrunk
	LoggedBackup
)

// LoggedDoing is what a write does. The zero value changes what is there.
type LoggedDoing int

// What writes do.
const (
	LoggedChange LoggedDoing = iota
	LoggedCreate
	LoggedDelete
)
