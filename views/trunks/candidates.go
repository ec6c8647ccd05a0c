package trunks

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// candidates are the trunk groups that may join an enterprise trunk: all of them, read once for
// each form, or what the platform finds for a text, where it does not give all at once.
type candidates struct {
	api   Client
	owner apiclient.TrunkOwner
	most  int // how many are asked for at once; 0: all, of a platform that does not search
	whole *ui.Loader[[]routing.Key]

	text  string                      // what is searched for
	parts []*ui.Loader[[]routing.Key] // those with the text in their name, in their group; nil until they are asked for
	known []routing.Key               // what the search before came to, or the whole list as far as it is there
	stop  context.CancelFunc          // of the pause before the search; nil while there is none
	count int                         // of the pauses
}

const (
	mostCandidates = 2000
	searchPause    = 250 * time.Millisecond // after a key, before the platform is asked
)

// searchMsg arrives when nothing was typed for the pause.
type searchMsg struct {
	to    *candidates
	count int
}

func newCandidates(api Client, owner apiclient.TrunkOwner) *candidates {
	c := &candidates{api: api, owner: owner}
	if api.Capabilities().TrunkGroupSearch {
		c.most = mostCandidates
	}
	c.whole = c.loader(apiclient.TrunkGroupCriteria{})
	return c
}

func (c *candidates) loader(criteria apiclient.TrunkGroupCriteria) *ui.Loader[[]routing.Key] {
	criteria.ResponseSizeLimit = c.most
	return ui.NewLoader(func(ctx context.Context) ([]routing.Key, error) {
		return c.api.AvailableTrunkGroups(ctx, c.owner, criteria)
	})
}

// isPartial reports whether the platform has to be asked for what is typed: it refused to give all
// of them, or gave no more than a part.
func (c *candidates) isPartial() bool {
	if c.most == 0 {
		return false
	}
	all, read := c.whole.Value()
	return read && c.isCut(all) || !read && c.isRefused()
}

func (c *candidates) isCut(list []routing.Key) bool { return c.most > 0 && len(list) >= c.most }

// isRefused reports whether the whole list was refused, be it for its size or not: that is told by
// its words alone, which no document has.
func (c *candidates) isRefused() bool {
	kind := apiclient.KindOf(c.whole.Err())
	return kind == apiclient.Refused || kind == apiclient.TooLarge
}

// load reads the whole list.
func (c *candidates) load() tea.Cmd { return c.whole.Load() }

// isRead reports whether there is something to choose from, or to search.
func (c *candidates) isRead() bool {
	_, read := c.whole.Value()
	return read || c.isPartial() && !c.whole.Busy()
}

// seek has the platform search for a text after a pause, where it has to be asked. What was sought
// before is cancelled.
func (c *candidates) seek(text string) tea.Cmd {
	if !c.isPartial() || text == c.text {
		return nil
	}
	if c.isSettled() && c.err() == nil {
		c.known = c.answers()
	}
	c.leave()
	if c.text = text; text == "" {
		c.known = nil
		return nil
	}
	c.count++
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	return ui.After(ctx, searchPause, searchMsg{c, c.count})
}

// again asks once more for what failed.
func (c *candidates) again() tea.Cmd {
	if !c.isPartial() || c.text == "" {
		return c.load()
	}
	var cmds []tea.Cmd
	for _, part := range c.parts {
		if part.Err() != nil && !part.Busy() {
			cmds = append(cmds, part.Load())
		}
	}
	return tea.Batch(cmds...)
}

func (c *candidates) update(msg tea.Msg) (taken bool, cmd tea.Cmd) {
	if pause, ok := msg.(searchMsg); ok && pause.to == c {
		if pause.count != c.count || c.stop == nil {
			return false, nil
		}
		c.leave()
		c.parts = []*ui.Loader[[]routing.Key]{
			c.loader(apiclient.TrunkGroupCriteria{InsensitiveTrunkGroupNameContains: c.text}),
			c.loader(apiclient.TrunkGroupCriteria{InsensitiveGroupIDContains: c.text}),
		}
		return true, tea.Batch(c.parts[0].Load(), c.parts[1].Load())
	}
	taken = c.whole.Update(msg)
	for _, part := range c.parts {
		taken = part.Update(msg) || taken
	}
	return taken, nil
}

// isSettled reports whether the platform has answered for what is typed, well or not.
func (c *candidates) isSettled() bool {
	return c.parts != nil && !slices.ContainsFunc(c.parts, (*ui.Loader[[]routing.Key]).Busy)
}

// err is why a search failed. Of the two parts the other one may be there.
func (c *candidates) err() error {
	for _, part := range c.parts {
		if err := part.Err(); err != nil && !part.Busy() {
			return err
		}
	}
	return nil
}

// answers are what both parts of a search found, each once.
func (c *candidates) answers() []routing.Key {
	var all []routing.Key
	seen := map[routing.Key]bool{}
	for _, part := range c.parts {
		keys, _ := part.Value()
		for _, key := range keys {
			if !seen[key] {
				all = append(all, key)
			}
			seen[key] = true
		}
	}
	return all
}

// isMore reports whether there are more than found returns: the list was cut.
func (c *candidates) isMore() bool {
	if !c.isPartial() {
		return false
	}
	if c.text == "" {
		return true
	}
	return slices.ContainsFunc(c.parts, func(part *ui.Loader[[]routing.Key]) bool {
		keys, _ := part.Value()
		return c.isCut(keys)
	})
}

// all returns what the platform found for the text, or else what is known. It is not to be changed.
func (c *candidates) all() []routing.Key {
	switch all, _ := c.whole.Value(); {
	case c.isSettled():
		return c.answers()
	case c.known != nil:
		return c.known
	default:
		return all
	}
}

// found returns those with a text in their name or group. While the platform is asked for it they
// are those of what is known.
func (c *candidates) found(text string) []routing.Key {
	if c.isSettled() {
		return c.answers()
	}
	part := strings.ToLower(text)
	return slices.DeleteFunc(slices.Clone(c.all()), func(k routing.Key) bool {
		return !strings.Contains(strings.ToLower(k.Name), part) && !strings.Contains(strings.ToLower(k.GroupID), part)
	})
}

// isBusy reports whether the platform is asked, or will be after the pause.
func (c *candidates) isBusy() bool {
	return c.whole.Busy() || c.stop != nil || slices.ContainsFunc(c.parts, (*ui.Loader[[]routing.Key]).Busy)
}

// leave gives up the search.
func (c *candidates) leave() {
	if c.stop != nil {
		c.stop()
		c.stop = nil
	}
	for _, part := range c.parts {
		part.Close()
	}
	c.parts = nil
}

func (c *candidates) close() {
	c.leave()
	c.whole.Close()
}
