package cli

import (
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/safetext"
)

// knownFindings tells which findings of the tenant at hand are marked as known. It is
// not safe for concurrent use.
type knownFindings struct {
	marks hotspots.Known
	of    capacity.Breakdown
}

// readKnown returns what the explorer marked as known of a platform. Marks that cannot
// be read are told of, and their findings count.
func (p Program) readKnown(c *connection) knownFindings {
	if c.Settings.Demo || p.State == "" {
		return knownFindings{}
	}
	marks, damaged, err := hotspots.Marks{Dir: p.State, Host: c.Settings.Host()}.Read()
	if err != nil {
		p.say("banyan: the marks of known findings cannot be read: %s\n", safetext.Cell(err.Error()))
	}
	for _, d := range damaged {
		p.say("banyan: a mark of a known finding cannot be used: %s\n", safetext.Cell(d.Error()))
	}
	return knownFindings{marks: marks}
}

// look turns to a tenant.
func (k *knownFindings) look(b capacity.Breakdown) { k.of = b }

// is reports whether a finding of the tenant is known, and no worse than it was then.
func (k *knownFindings) is(f capacity.Finding) bool {
	if len(k.marks) == 0 {
		return false
	}
	_, known := k.marks.Of(hotspots.FindingOf(k.of, f))
	return known
}
