package views

import (
	"fmt"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// progress tells how many of the enterprise trunks are read while others are not.
func (u *usage) progress() string {
	if u == nil || len(u.reading) == 0 {
		return ""
	}
	list, _ := u.list.Value()
	left := len(u.waiting) + len(u.reading)
	return fmt.Sprintf("%d of %s read", len(list.items)-left, count(len(list.items), "enterprise trunk"))
}

// sentence tells how many enterprise trunks use it, and what of that is not known.
// reads is the key that reads them where they are many.
func (u *usage) sentence(reads string) (text string, tone ui.Tone) {
	list, read := u.list.Value()
	total := len(list.items)
	using := len(u.usedBy())
	switch {
	case u.lack != "":
		return u.lack, ui.Muted
	case !read && u.list.Err() != nil && !u.list.Busy():
		return "not known: the enterprise trunks could not be listed: " + apiclient.Explain(u.list.Err()), ui.Failed
	case !read:
		return "reading the list of enterprise trunks...", ui.Muted
	case list.notAssigned:
		return "none: trunking is not assigned to tenant " + u.tenant.ID, ui.Plain
	case total == 0:
		return "none: tenant " + u.tenant.ID + " has no enterprise trunks", ui.Plain
	case u.isMany():
		return fmt.Sprintf("not known yet: %s reads %d enterprise trunks", reads, total), ui.Notice
	case len(u.reading) > 0:
		return fmt.Sprintf("%d so far, %s", using, u.progress()), ui.Muted
	case u.list.Err() != nil && !u.list.Busy():
		return fmt.Sprintf("at least %d; the enterprise trunks could not be listed again: %s", using, apiclient.Explain(u.list.Err())), ui.Failed
	case len(u.failures()) > 0:
		return u.partly(using, total), ui.Failed
	case using == 0:
		return "none of " + count(total, "enterprise trunk"), ui.Plain
	}
	return fmt.Sprintf("%d of %s", using, count(total, "enterprise trunk")), ui.Plain
}

// partly tells what is known where some could not be read.
func (u *usage) partly(using, total int) string {
	failures := u.failures()
	text := fmt.Sprintf("at least %d; ", using)
	if using == 0 {
		text = "not known: "
	}
	const most = 3
	names := make([]string, 0, most)
	for _, item := range failures[:min(most, len(failures))] {
		names = append(names, item.Name)
	}
	if len(failures) > most {
		names = append(names, "...")
	}
	return fmt.Sprintf("%s%d of %d could not be read (%s): %s", text, len(failures), total, strings.Join(names, ", "), apiclient.Explain(u.failed[failures[0]]))
}

// howUsed tells what place a route has in its enterprise trunk.
func howUsed(t routing.Trunk, i, share int) string {
	if t.Mode != routing.Weighted {
		return fmt.Sprintf("ordered, place %d of %d, %s", i+1, len(t.Routes), firstOf(t.OrderingAlgorithm, "algorithm "+notReported))
	}
	return fmt.Sprintf("weighted, priority %d, weight %d, share %d%%", t.Routes[i].Priority, t.Routes[i].Weight, share)
}

// text tells in words how an enterprise trunk uses the trunk group.
func (t trunkUse) text(now time.Time) string {
	if t.used {
		return t.how
	}
	return "parked here " + parkedSince(t.parked, now) + ", no calls are sent"
}

// parkedSince is the time of day, with the day where it was another one.
func parkedSince(at, now time.Time) string {
	at = at.In(now.Location())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format("15:04")
	}
	return at.Format("2 Jan 15:04")
}
