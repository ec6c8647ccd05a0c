package viewtest

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
)

// Scanner is a scanner whose boards a test makes, and which remembers what it was
// asked to do.
type Scanner struct {
	Boards    []*hotspots.Board
	LoadErr   error
	Loads     int
	Commands  []string
	Preferred []string
	MarkErr   error
}

// Load counts, and fails with LoadErr.
func (s *Scanner) Load() error {
	s.Loads++
	return s.LoadErr
}

// Watch brings Boards.
func (s *Scanner) Watch(context.Context) <-chan *hotspots.Board {
	boards := make(chan *hotspots.Board, len(s.Boards))
	for _, b := range s.Boards {
		boards <- b
	}
	close(boards)
	return boards
}

// Know notes how many tenants there are.
func (s *Scanner) Know(tenants []apiclient.Tenant) { s.note("know %d", len(tenants)) }

// Prefer keeps the ids.
func (s *Scanner) Prefer(ids []string) { s.Preferred = ids }

// Pause is noted.
func (s *Scanner) Pause() { s.note("pause") }

// Resume is noted.
func (s *Scanner) Resume() { s.note("resume") }

// Begin is noted.
func (s *Scanner) Begin(job hotspots.Job) error {
	s.note("begin, the rest %v", job.Rest)
	if len(job.Tenants) > 0 {
		s.note("only %s", strings.Join(job.Tenants, " "))
	}
	return nil
}

// Reread is noted.
func (s *Scanner) Reread(id string) { s.note("read %s", id) }

// ChangeRate is noted, and has the rate at 20 a second.
func (s *Scanner) ChangeRate(faster bool) float64 {
	s.note("faster %v", faster)
	return 20
}

// Mark is noted, and fails with MarkErr.
func (s *Scanner) Mark(f hotspots.Finding, note string) error {
	s.note("mark %s: %s", strings.Join(f.Path, "/"), note)
	return s.MarkErr
}

// Unmark is noted, and fails with MarkErr.
func (s *Scanner) Unmark(f hotspots.Finding) error {
	s.note("unmark %s", strings.Join(f.Path, "/"))
	return s.MarkErr
}

func (s *Scanner) note(text string, args ...any) {
	s.Commands = append(s.Commands, fmt.Sprintf(text, args...))
}

// ScanListing has a line of every kind.
func ScanListing() *hotspots.Listing {
	known := Spot(capacity.Over, "OVER 20 calls x2.0: trunk groups 40, group 20", 2, "foo", "ApioEntGrpTest")
	known.Known, known.Mark = true, hotspots.Mark{Finding: known.Finding, Note: "two trunks of 20 on purpose", At: ReadAt(), By: "anna"}
	worse := Spot(capacity.Over, "OVER 11 calls x1.6: trunk groups 31, group 20", 1.55, "ServiceProviderID", "GroupIDC")
	worse.Mark = hotspots.Mark{Finding: worse.Finding, Note: "was meant", At: ReadAt()}
	partly := Spot(capacity.Notice, "BURST AVAILABLE -18: groups may take 36 of 18", 2, "ServiceProviderID")
	partly.Standing = hotspots.Partly
	return &hotspots.Listing{
		Entries: []hotspots.Entry{
			Spot(capacity.Blocked, "BLOCKED: max 0, 3 trunk groups carry no calls", 0, "foo", "ApioEntGrpGhent"),
			Spot(capacity.Blocked, "BLOCKED: max incoming 0, trunk group carries no incoming calls", 0, "foo", "ApioEntGrpGhent", "Trunk-Backup"),
			Spot(capacity.Over, "OVER 4 calls: trunk groups 4, group 0", math.Inf(1), "bar", "g"),
			worse, partly,
			GapSpot(hotspots.Unread, "pbx.example.net failed (500); try again, and tell who runs the server if it stays", "broken", time.Time{}),
			GapSpot(hotspots.Partly, "group capacity of GroupIDA not read: the gateway of pbx.example.net is down or busy (503); try again in a minute", "ServiceProviderID", ReadAt()),
			known,
		},
		Blocked: 2, Over: 2, Notice: 1, Known: 1, Whole: 14, Partly: 1, Unread: 1, Oldest: ReadAt(),
	}
}

// Spot is a line of the hotspots with a finding.
func Spot(severity capacity.Severity, text string, ratio float64, path ...string) hotspots.Entry {
	code := capacity.CallsOver
	switch severity {
	case capacity.Blocked:
		code = capacity.MaxZero
	case capacity.Notice:
		code = capacity.BurstingAvailable
	}
	f := hotspots.Finding{Finding: capacity.Finding{Severity: severity, Code: code, Path: path, Text: text, Ratio: ratio, Excess: 11}}
	return hotspots.Entry{ID: f.Key(), Tenant: apiclient.Tenant{ID: path[0]}, At: ReadAt(), Finding: f}
}

// GapSpot is a line of the hotspots for a tenant that was not wholly read.
func GapSpot(standing hotspots.Standing, why, tenant string, at time.Time) hotspots.Entry {
	return hotspots.Entry{ID: "gap " + tenant, Tenant: apiclient.Tenant{ID: tenant}, At: at, Standing: standing, Why: why}
}

// Board is what a scanner knows after a scan, with the listing; the rate is 5 where the scan has none.
func Board(scan hotspots.Scan, listing *hotspots.Listing) *hotspots.Board {
	if scan.Rate == 0 {
		scan.Rate = 5
	}
	return &hotspots.Board{Loaded: true, Listing: listing, Scan: scan}
}

// EndedScan is a scan of 16 tenants that came to its end.
func EndedScan() hotspots.Scan {
	return hotspots.Scan{
		Phase: hotspots.Ended, StartedAt: ReadAt(), EndedAt: ReadAt(), Done: 16, Of: 16,
		All: hotspots.Estimate{Tenants: 16, Requests: 754, Known: true, Time: 151 * time.Second},
	}
}

// Clock is 80 minutes after ReadAt.
func Clock() time.Time { return ReadAt().Add(80 * time.Minute) }
