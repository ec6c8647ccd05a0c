package views

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
)

// routingExtras is what the routing screen shows beside what was read of the trunk:
// the trunk groups behind its routes, how it changed since the last look, and what
// would remain without some of them. The zero value shows none of it.
type routingExtras struct {
	around *surroundings
	with   editing
	form   func(trunk routing.Trunk, around *surroundings, after func(change.Result) tea.Cmd) ui.View
	seen   *ui.Loader[lastLook]
	since  change.Since
	parked []routing.Parked
	unsure time.Time
	whatIf whatIf
}

// lastLook is what lies on this machine beside a trunk: how it changed since it was
// looked at last, which of its routes are parked, and when the save began of which
// nobody knows how it ended; zero where there is none.
type lastLook struct {
	since  change.Since
	parked []routing.Parked
	unsure time.Time
}

// whatIf is the trunk group, or the whole group, that is imagined down. The zero value
// imagines nothing.
type whatIf struct {
	at    routing.Key
	group bool
}

// down reports whether a trunk group is imagined down.
func (w whatIf) down(key routing.Key) bool {
	return w.at != (routing.Key{}) && key.GroupID == w.at.GroupID && (w.group || key == w.at)
}

func (w whatIf) text() string {
	if w.group {
		return "group " + w.at.GroupID
	}
	return w.at.String()
}

// read takes what was read of the trunk: now its trunk groups and the last look are
// asked for.
func (v *enterpriseTrunk) read() tea.Cmd {
	trunk, known := v.loader.Value()
	if v.loader.Err() != nil || !known {
		return nil
	}
	v.show()
	var cmds []tea.Cmd
	if v.around != nil {
		cmds = append(cmds, v.around.read(keysOf(trunk.Routes)...))
	}
	if service := v.with.service; service != nil {
		subject := v.with.trunk(v.owner, v.name)
		trunk.Name = v.name
		image := imageOf(trunk)
		closeLoader(v.seen)
		v.seen = ui.NewLoader(func(context.Context) (look lastLook, err error) {
			entries, unlisted := service.Unsettled(subject)
			look.unsure = unsureSince(entries)
			look.since, err = service.Opened(subject, image)
			return look, errors.Join(err, unlisted, service.Kept(subject, &look.parked))
		})
		cmds = append(cmds, v.seen.Load())
	}
	return tea.Batch(cmds...)
}

// hear takes the answers that come after the trunk's own, and reports whether msg was
// one.
func (v *enterpriseTrunk) hear(msg tea.Msg) bool {
	if v.seen != nil && v.seen.Update(msg) {
		// What changed is shown until the screen is left: the next look of this screen
		// finds it unchanged.
		look, _ := v.seen.Value()
		if len(look.since.Changes) > 0 {
			v.since = look.since
		}
		v.parked, v.unsure = look.parked, look.unsure
		return true
	}
	return v.around != nil && v.around.update(msg)
}

// Refresh implements ui.Refresher.
func (v *enterpriseTrunk) Refresh() tea.Cmd {
	if v.around != nil {
		v.around.forget()
	}
	return v.page.Refresh()
}

// Busy implements ui.Busy.
func (v *enterpriseTrunk) Busy() bool {
	return v.page.Busy() || v.around != nil && v.around.busy()
}

// Close implements ui.View.
func (v *enterpriseTrunk) Close() {
	v.page.Close()
	closeLoader(v.seen)
	if v.around != nil {
		v.around.close()
	}
}

// CloseLayer implements ui.Layered.
func (v *enterpriseTrunk) CloseLayer() bool {
	if v.page.CloseLayer() {
		return true
	}
	imagined := v.whatIf != whatIf{}
	v.whatIf = whatIf{}
	v.show()
	return imagined
}

// nextWhatIf imagines the selected trunk group down, again its whole group, and again
// nothing. Nothing is sent.
func (v *enterpriseTrunk) nextWhatIf() {
	route, ok := v.table.Selected()
	switch {
	case !ok:
	case v.whatIf.at != route.TrunkGroup:
		v.whatIf = whatIf{at: route.TrunkGroup}
	case !v.whatIf.group:
		v.whatIf.group = true
	default:
		v.whatIf = whatIf{}
	}
	v.show()
}

// toForm opens the form over the trunk as it was read, or says why it cannot.
func (v *enterpriseTrunk) toForm() tea.Cmd {
	trunk, known := v.loader.Value()
	switch lack := v.with.lack(); {
	case lack != "":
		return ui.Notify(lack)
	case !known || v.form == nil:
		return ui.Notify("it cannot be edited before it was read")
	}
	trunk.Name = v.name
	return ui.Push(v.form(trunk, v.around, v.changed))
}

// changed is told how a save ended: the trunk is read again, under its new name after
// a rename.
func (v *enterpriseTrunk) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved && result.Subject.Name != "" && result.Subject.Name != v.name {
		v.rename(result.Subject.Name)
	}
	v.since = change.Since{}
	return v.Refresh()
}

func (v *enterpriseTrunk) rename(name string) {
	v.loader.Close()
	v.name = name
	api, owner := v.api, v.owner
	v.loader = ui.NewLoader(func(ctx context.Context) (routing.Trunk, error) { return api.EnterpriseTrunk(ctx, owner, name) })
	v.what, v.source, v.known = "enterprise trunk "+name, v.loader, isRead(v.loader)
	v.table.SetEmpty("enterprise trunk " + name + " has no routes")
}

// unsureLines say that how a save of the trunk ended is not known.
func (v *enterpriseTrunk) unsureLines() [][]ui.Cell {
	if v.unsure.IsZero() {
		return nil
	}
	text := v.kit.Theme.Glyphs.Unknown + " how the save of " + v.unsure.In(v.with.clock().Location()).Format("2 Jan 15:04") +
		" ended is not known: nothing is saved here until it is settled; " + v.kit.Keys.Edits.Help().Key + " shows it"
	return append(v.wrapped(text, ui.Notice), nil)
}

// sinceLines say how the trunk changed since the last look from this machine.
func (v *enterpriseTrunk) sinceLines(trunk routing.Trunk) [][]ui.Cell {
	if len(v.since.Changes) == 0 {
		return nil
	}
	before, err := change.TrunkOf(v.since.Before)
	if err != nil {
		return nil
	}
	trunk.Name = v.name
	changes := changeLines(routing.Diff(before, trunk))
	if len(changes) == 0 {
		return nil
	}
	const most = 2
	text := " changed since " + v.since.At.In(v.with.clock().Location()).Format("2 Jan 15:04") + ": " + strings.Join(changes[:min(most, len(changes))], "; ")
	if more := len(changes) - most; more > 0 {
		text += "; and " + count(more, "more change")
	}
	return append(v.wrapped(text, ui.Notice), nil)
}

// footLines are what is imagined with what remains then, and the notices.
func (v *enterpriseTrunk) footLines(trunk routing.Trunk) [][]ui.Cell {
	const most = 4
	var lines [][]ui.Cell
	var known routing.Surroundings
	if v.around != nil {
		known = v.around.known()
	}
	notices := trunk.Notices(known)
	if v.whatIf != (whatIf{}) {
		effect := trunk.Without(v.whatIf.down)
		notices = effect.Notices
		remain := fmt.Sprintf(" WHAT IF %s is down: %d of %s remain%s. Nothing is sent.", v.whatIf.text(), len(effect.Remaining.Routes), count(len(trunk.Routes), "route"), v.downAlready(effect.Remaining))
		lines = append(lines, v.wrapped(remain, ui.Accent)...)
	}
	lines = append(lines, v.parkedLines(trunk)...)
	for _, n := range notices[:min(most, len(notices))] {
		lines = append(lines, []ui.Cell{noticeCell(v.kit.Theme.Glyphs, n)})
	}
	return lines
}

// downAlready tells how many of the routes that would remain are reported down now.
func (v *enterpriseTrunk) downAlready(remaining routing.Trunk) string {
	down := 0
	for _, r := range remaining.Routes {
		if v.around != nil && v.around.isDown(r.TrunkGroup) {
			down++
		}
	}
	if down == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of them down already", down)
}

// parkedLines name the routes that are parked on this machine, which are not sent.
func (v *enterpriseTrunk) parkedLines(trunk routing.Trunk) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, p := range routing.NewDraft(trunk, v.parked).Parked {
		text := " parked here " + parkedSince(p.At, v.with.clock()) + ", not sent: " + p.Route.TrunkGroup.String()
		if p.Note != "" {
			text += ", " + p.Note
		}
		lines = append(lines, v.wrapped(text, ui.Muted)...)
	}
	return lines
}

// wrapped breaks a sentence into lines.
func (v *enterpriseTrunk) wrapped(text string, tone ui.Tone) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, part := range wrap(safetext.Cell(text), max(20, v.width-2)) {
		lines = append(lines, []ui.Cell{{Text: " " + part, Tone: tone}})
	}
	return lines
}

// ownKeys are the keys beside those of every page; all of them for the help.
func (v *enterpriseTrunk) ownKeys(all bool) []key.Binding {
	if !v.known() {
		return nil
	}
	var keys []key.Binding
	if all || v.with.lack() == "" {
		keys = append(keys, v.kit.Keys.Edit)
	}
	if _, ok := v.table.Selected(); ok {
		keys = append(keys, v.kit.Keys.WhatIf)
	}
	if all {
		keys = append(keys, v.with.editsKey(v.kit.Keys)...)
	}
	return keys
}
