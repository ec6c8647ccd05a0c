package change

import (
	"context"
	"os"
	"strconv"
	"strings"
	"time"
)

// Grace is how long after its sending a write may still take effect: before, reading the
// former state proves nothing. It is longer than every limit of a write (apiclient), for a
// server may carry out what nobody waits for any more.
const Grace = 5 * time.Minute

// lateFor is how long after its sending a write that was called not saved is still looked for.
const lateFor = 24 * time.Hour

// Timing holds the times of the protocol. A zero field takes its default.
type Timing struct {
	Again []time.Duration // waits before a read-back that shows nothing is repeated: 1, 2 and 4 s
	Grace time.Duration   // the constant Grace
	Quit  time.Duration   // how long Close waits for a running save: 2 s
	Draft time.Duration   // how long changes are gathered before they are written: 100 ms
}

// Uptime is a moment in the life of a machine, which no clock that is set moves. The zero
// value is one of which nothing is known.
type Uptime struct {
	Machine string        `json:"machine,omitempty"`
	Boot    string        `json:"boot,omitempty"` // the kernel's id of this boot
	For     time.Duration `json:"ns,omitempty"`   // since the boot, the time asleep included
}

// systemUptime returns this moment as Linux counts it, and the zero Uptime elsewhere
// (proc(5): uptime, sys/kernel/random/boot_id).
func systemUptime() Uptime {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	text, _ := os.ReadFile("/proc/uptime") // an empty one is no number
	seconds, _, _ := strings.Cut(string(text), " ")
	up, invalid := strconv.ParseFloat(seconds, 64)
	if err != nil || invalid != nil {
		return Uptime{}
	}
	machine, _ := os.Hostname() // empty where it has none: then it is another machine
	return Uptime{Machine: machine, Boot: strings.TrimSpace(string(boot)), For: time.Duration(up * float64(time.Second))}
}

// clock is the time as the protocol takes it.
type clock struct {
	Timing
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	uptime func() Uptime
}

// moment is a time on record.
type moment struct {
	At     time.Time `json:"at"`
	Uptime Uptime    `json:"uptime,omitzero"`
}

func (c clock) moment() moment { return moment{c.now(), c.uptime()} }

// since returns the least time that passed since a moment, whatever was done to the
// clocks. Within one boot the uptime tells; what was before this boot of the same machine
// is at least as old as the boot. All others are as old as the clock on the wall says: one
// that was set back makes them younger, which is the safe side.
func (c clock) since(then moment) time.Duration {
	now := c.moment()
	switch known := now.Uptime.Boot != "" && then.Uptime.Boot != ""; {
	case known && now.Uptime.Boot == then.Uptime.Boot:
		return now.Uptime.For - then.Uptime.For
	case known && now.Uptime.Machine != "" && now.Uptime.Machine == then.Uptime.Machine:
		return now.Uptime.For
	}
	return now.At.Round(0).Sub(then.At.Round(0))
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
