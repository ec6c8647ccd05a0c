package hotspots

import (
	"fmt"
	"time"

	"banyan/capacity/collect"
)

// Brief tells in two words how far a scan is that runs or is paused, and nothing where
// none is: "scan 120/300". It does no I/O.
func (s *Scanner) Brief() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.run == nil:
		return ""
	case s.pace.isPaused():
		return "scan paused"
	case !s.run.listed:
		return "scan"
	}
	return fmt.Sprintf("scan %d/%d", s.run.queue.done, s.run.queue.of)
}

// progress tells how far the latest scan is. It needs the lock.
func (s *Scanner) progress() Scan {
	scan := Scan{
		Why: s.why, StartedAt: s.scan.StartedAt, EndedAt: s.scan.EndedAt,
		Rate: s.pace.rate(), Slowed: s.pace.rate() < s.opts.Rate,
	}
	_, scan.Reports = s.opts.API.(collect.Reporter)
	usual := s.usualRequests()
	scan.All = s.estimate(usual, s.everyID(), 0)
	switch {
	case s.run == nil:
		s.atRest(&scan, usual)
	case s.run.listed:
		scan.Phase, scan.Done, scan.Of = Running, s.run.queue.done, s.run.queue.of
		scan.Requests, scan.Tenant = s.run.requests+s.run.now.Done, s.run.tenant
		ids := make([]string, 0, len(s.run.queue.left))
		for id := range s.run.queue.left {
			ids = append(ids, id)
		}
		scan.Left = s.estimate(usual, ids, s.run.now.Known-s.run.now.Done)
		scan.Left.Tenants = scan.Of - scan.Done
	default:
		scan.Phase = Starting
	}
	if s.run != nil && s.pace.isPaused() {
		scan.Phase = Paused
	}
	return scan
}

// atRest tells of a scan that does not run.
func (s *Scanner) atRest(scan *Scan, usual float64) {
	switch {
	case s.held:
		scan.Phase = Elsewhere
		return
	case s.scan.ID == "":
		return
	case !s.scan.EndedAt.IsZero():
		scan.Phase, scan.Done, scan.Of = Ended, s.scan.Tenants, s.scan.Tenants
		return
	}
	scan.Phase = CutOff
	var left []string
	for _, id := range s.everyID() {
		if s.readings[id].Scan != s.scan.ID {
			left = append(left, id)
		}
	}
	for _, r := range s.readings {
		if r.Scan == s.scan.ID {
			scan.Done++
		}
	}
	scan.Of = max(s.scan.Tenants, scan.Done+len(left))
	scan.Left = s.estimate(usual, left, 0)
	if unlisted := scan.Of - scan.Done - len(left); unlisted > 0 {
		scan.Left.Requests += int(usual * float64(unlisted))
		scan.Left.Time = s.duration(scan.Left.Requests)
	}
	scan.Left.Tenants = scan.Of - scan.Done
}

// everyID returns the ids of the tenants that there are, as far as that is known.
func (s *Scanner) everyID() []string {
	ids := make([]string, 0, max(len(s.tenants), len(s.readings)))
	for _, t := range s.tenants {
		ids = append(ids, t.ID)
	}
	if len(ids) > 0 {
		return ids
	}
	for id := range s.readings {
		ids = append(ids, id)
	}
	return ids
}

// usualRequests is how many requests a tenant took on average; zero while none is
// known.
func (s *Scanner) usualRequests() float64 {
	sum, of := 0, 0
	for _, r := range s.readings {
		if r.Requests > 0 && r.Failed == "" {
			sum += r.Requests
			of++
		}
	}
	if of == 0 {
		return 0
	}
	return float64(sum) / float64(of)
}

// estimate adds up what tenants take, with more requests of one that is being read.
func (s *Scanner) estimate(usual float64, ids []string, more int) Estimate {
	requests := 0.0
	for _, id := range ids {
		if r, have := s.readings[id]; have && r.Requests > 0 {
			requests += float64(r.Requests)
			continue
		}
		requests += usual
	}
	e := Estimate{Tenants: len(ids), Requests: int(requests+0.5) + more}
	e.Known = usual > 0 || len(ids) == 0
	e.Time = s.duration(e.Requests)
	return e
}

// duration is how long so many requests take at the present speed.
func (s *Scanner) duration(requests int) time.Duration {
	speed := s.opts.Rate
	if s.run != nil {
		speed = s.pace.speed()
	}
	return time.Duration(float64(requests) / speed * float64(time.Second))
}
