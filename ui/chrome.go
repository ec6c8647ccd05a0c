package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"

	"banyan/internal/safetext"
)

// staleAfter is the age from which figures are called stale, where they should be
// refreshed by themselves.
const staleAfter = time.Minute

// View implements tea.Model: it draws exactly as many lines as the terminal has,
// none wider than it.
func (a *App) View() string {
	switch {
	case a.closed || a.width == 0:
		return ""
	case a.isSmall():
		return clip(a.smallView(), a.width, a.height)
	}
	info := infoOf(a.top())
	lines := make([]string, 0, a.height)
	lines = append(lines, a.headerLine(info), a.crumbLine(info))
	lines = append(lines, a.body()...)
	if last := a.height - 2; len(lines) < last {
		lines = append(lines, make([]string, last-len(lines))...)
	} else {
		lines = lines[:last]
	}
	return clip(append(lines, a.statusLine(info), a.keyLine()), a.width, a.height)
}

func (a *App) bodyHeight() int { return a.height - chromeHeight }

// body draws what is between the chrome: the dialog, what was copied, the help or the
// top view.
func (a *App) body() []string {
	switch {
	case len(a.questions) > 0:
		return a.dialogView()
	case a.copied != nil:
		return a.copiedView()
	case a.help != nil:
		return a.help.scroll.window(a.kit.Theme, a.helpLines(), a.bodyHeight())
	default:
		return strings.Split(a.top().View(), "\n")
	}
}

// smallView says how large the terminal must be. Nothing but quitting works then.
func (a *App) smallView() []string {
	lines := []string{
		fmt.Sprintf("%dx%d is too small,", a.width, a.height),
		fmt.Sprintf("%dx%d is needed.", leastWidth, leastHeight),
		a.kit.Keys.Quit.Help().Key + " quits",
	}
	if len(a.questions) > 0 && a.questions[0].quits {
		lines[2] = "unsaved: " + a.kit.Keys.Interrupt.Help().Key + " quits"
	}
	return lines
}

// headerLine tells which session this is and how old the figures are. The place
// gives way when there is no room: the badges never do.
func (a *App) headerLine(info Info) string {
	h := a.opts.Header
	mode := piece{Write, "WRITE"}
	if h.ReadOnly {
		mode = piece{ReadOnly, "READ-ONLY"}
	}
	theme := a.kit.Theme
	label, _ := fit(theme, safetext.Cell(h.Label), a.width/4)
	age := a.age(info)
	rest := a.width - 1 - width([]piece{{text: h.Product}, mode, {text: label}}) - width(age) - 2*apart
	place, _ := fit(theme, safetext.Cell(h.Place), rest)
	return a.bar([]piece{{Accent, h.Product}, {Strong, place}, mode, {Label, label}}, age)
}

// ongoing says what goes on whatever the screen.
func (a *App) ongoing() []piece {
	if a.opts.Ongoing == nil {
		return nil
	}
	text := safetext.Cell(a.opts.Ongoing())
	if text == "" {
		return nil
	}
	return []piece{{Accent, text}}
}

// age says when the figures were read. It is worked out when something happens: an
// idle program draws nothing.
func (a *App) age(info Info) []piece {
	asOf, pieces := info.AsOf, a.ongoing()
	if asOf.IsZero() {
		return pieces
	}
	clock := "15:04:05"
	if now := a.now.In(asOf.Location()); now.YearDay() != asOf.YearDay() || now.Year() != asOf.Year() {
		clock = "2 Jan 15:04"
	}
	pieces = append(pieces, piece{Muted, "as of " + asOf.Format(clock)})
	if info.Stale || a.opts.Refresh > 0 && a.now.Sub(asOf) > staleAfter {
		pieces = append(pieces, piece{Notice, "stale"})
	}
	return pieces
}

func (a *App) crumbLine(info Info) string {
	text := safetext.Cell(info.Summary)
	if info.Window != "" {
		text = strings.TrimPrefix(text+", "+info.Window, ", ")
	}
	summary, used := fit(a.kit.Theme, text, a.width/2)
	return a.bar([]piece{{Strong, a.crumbs(a.crumbRoom(used))}}, []piece{{Plain, summary}})
}

// statusLine says what happened last, or what the view says about the selected row;
// at its right end, what is on its way.
func (a *App) statusLine(info Info) string {
	left := piece{info.Tone, info.Status}
	if a.note != (note{}) {
		left = piece{Plain, a.note.text}
		if a.note.failed {
			left = piece{Failed, a.kit.Theme.Glyphs.Failed + " " + a.note.text}
		}
	}
	waiting := []piece{{Muted, info.Partly}, {Accent, a.spinner.glyph(a.kit.Theme.Glyphs.Spinner)}}
	return a.bar([]piece{left}, waiting)
}

// keyLine names the keys that matter now: the view's, and at the end the shell's,
// which stay when there is no room for all.
func (a *App) keyLine() string {
	k := a.kit.Keys
	own, global := a.top().ShortHelp(), []key.Binding{k.Help, k.Back}
	switch {
	case len(a.questions) > 0:
		return " " + a.hint(k.Yes, a.questions[0].verb()) + "  " + a.hint(k.Cancel, "")
	case a.copied != nil:
		own, global = nil, []key.Binding{Named(k.Back, "close")}
		if len(a.copiedText()) > a.copiedRoom() {
			own = []key.Binding{k.Up, k.Down}
		}
	case a.help != nil:
		own, global = nil, []key.Binding{k.Up, k.Down, k.Back}
	case isTyping(a.top()):
		global = nil
	default:
		if len(a.stack) == 1 {
			global[1] = k.Quit
		}
		if _, ok := a.top().(Refresher); ok {
			global = append([]key.Binding{k.Refresh}, global...)
		}
	}
	return " " + strings.Join(a.hints(own, global), "  ")
}

// hints draws bindings, each key once. The last of own are left out when there is no
// room.
func (a *App) hints(own, global []key.Binding) []string {
	seen := make(map[string]bool)
	for _, binding := range global {
		seen[binding.Help().Key] = true
	}
	var last, first []string
	room := a.width - 1
	for _, binding := range global {
		if hint := a.hint(binding, ""); hint != "" {
			last = append(last, hint)
			room -= safetext.Width(hint) + apart
		}
	}
	for _, binding := range own {
		hint := a.hint(binding, "")
		if hint == "" || seen[binding.Help().Key] {
			continue
		}
		seen[binding.Help().Key] = true
		if room -= safetext.Width(hint) + apart; room < -apart {
			break
		}
		first = append(first, hint)
	}
	return append(first, last...)
}

// hint draws one binding: its key and what it does, or what is said instead.
func (a *App) hint(binding key.Binding, instead string) string {
	help := binding.Help()
	if !binding.Enabled() || help.Key == "" {
		return ""
	}
	if instead == "" {
		instead = safetext.Cell(help.Desc)
	}
	theme := a.kit.Theme
	return theme.Paint(Accent, safetext.Cell(help.Key)) + " " + theme.Paint(Muted, instead)
}
