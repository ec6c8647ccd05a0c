package saving

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
	"banyan/views/page"
)

// The times of a yes. A question takes no answer for as long as nobody could have read
// it (ui.Unseen), and none that comes sooner after another key than anybody types: what is pasted,
// what comes in one burst over a slow link, and the repeats of a key that is held down,
// which come 33 to 50 ms apart.
const (
	apart = 100 * time.Millisecond
	// held is how long a key is held at most before it repeats: a yes that began before the
	// question appeared is none within that time.
	held = time.Second
)

// Listener tells by the times of keys whether a y answers a question. What asks one embeds it, as a
// ui.Hearer.
type Listener struct {
	keys  ui.KeyMap
	clock func() time.Time

	lastKey, formerKey time.Time
	wasYes, isYesKey   bool // the former key, and this one, are a y
}

// NewListener returns a listener that has heard nothing.
func NewListener(keys ui.KeyMap, clock func() time.Time) Listener {
	return Listener{keys: keys, clock: clock}
}

// Hear notes when a key came, and whether it is a yes.
func (l *Listener) Hear(msg tea.KeyMsg) {
	l.formerKey, l.lastKey = l.lastKey, l.clock()
	l.wasYes, l.isYesKey = l.isYesKey, page.Pressed(msg, l.keys.Yes)
}

// IsYes reports whether a key is a yes to a question that has been on screen since
// opened: a single y, typed by somebody who could have read what it is about.
func (l *Listener) IsYes(msg tea.KeyMsg, opened time.Time) bool {
	now := l.clock()
	if l.wasYes && !l.formerKey.After(opened) && now.Sub(l.formerKey) < held {
		return false
	}
	return msg.Type == tea.KeyRunes && !ui.IsBurst(msg) && page.Pressed(msg, l.keys.Yes) &&
		now.Sub(opened) >= ui.Unseen && now.Sub(l.formerKey) >= apart
}
