package hotspots

import "time"

// Board is what a scanner knows at one moment. It never changes: share it, never write
// to it.
type Board struct {
	Loaded  bool     // what is on disk was read
	Listing *Listing // the same pointer as long as its content is the same
	Scan    Scan
	Again   []string // ids of tenants that are read again, as something was saved in them
	Damage  []Damage // files of the state directory that cannot be used
	Unkept  error    // why what is read is not on disk
}

// Phase says what a scan is doing.
type Phase int

// The phases of a scan.
const (
	Never     Phase = iota // there was none, or nothing of it is kept
	CutOff                 // it ended before it was through, and can go on
	Elsewhere              // another process scans the platform: Load tells what it has read
	Ended                  // it is through
	Starting               // it reads which tenants there are
	Running
	Paused
)

// Scan is how far the latest scan is.
type Scan struct {
	Phase     Phase
	Why       string   // why it paused or ended by itself, in words
	Cause     error    // what that is about; nil where it is a fault of our own
	Part      bool     // the latest here reads some tenants alone; what is told at rest is of the latest of all
	Missing   []string // ids of such tenants that are not there
	StartedAt time.Time
	EndedAt   time.Time
	Done, Of  int      // tenants
	Requests  int      // of the latest here, answered
	Tenant    string   // being read
	Rate      float64  // requests that may leave a second now
	Slowed    bool     // the server asked for fewer than are set
	Reports   bool     // the API tells the limits of a tenant and of all its groups with one request
	Left      Estimate // what is left of it
	All       Estimate // what reading every tenant takes
}
