package saving

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/viewtest"
)

// A form says at once that what is typed is not kept on disk, and when it is again.
func TestDraftsThatCannotBeWrittenAreToldWhileOneTypes(t *testing.T) {
	dir := t.TempDir()
	service := change.New(change.Options{Dir: dir, Who: "anna"})
	t.Cleanup(func() { _, _ = service.Close() })
	subject := change.Subject{Host: "h", Dialect: "APIO", Kind: change.TenantCapacity, Tenant: "foo"}
	base := change.Image{Fields: []change.Field{{Name: change.MaxActiveCalls, Value: "1"}}}
	screen := &alone{}
	flow := NewFlow(viewtest.Kit(), Session{Service: service, Watch: true}, screen, nil)
	drafts := NewDrafts(flow, DraftsOptions[string]{Subject: subject})
	t.Cleanup(drafts.Close)

	answers := make(chan tea.Msg, 8)
	run := func(cmd tea.Cmd) {
		go func() { answers <- cmd() }()
	}
	turned := func() tea.Cmd { // once drafts begin to fail, or are kept again
		for {
			msg := <-answers
			if all, isBatch := msg.(tea.BatchMsg); isBatch {
				for _, cmd := range all {
					run(cmd)
				}
			} else if next := drafts.Update(msg); next != nil {
				return next
			}
		}
	}
	run(drafts.Init())
	room := filepath.Join(dir, "drafts")
	if err := os.WriteFile(room, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	drafts.Keep(base, "typed")
	next := turned()
	if text := drafts.Failure(); !strings.Contains(text, "drafts are not kept") {
		t.Fatalf("a full disk is told as %q", text)
	}
	if text := flow.LeaveText("foo", nil); !strings.Contains(text, "Drafts are not kept now: what was typed is lost.") {
		t.Errorf("leaving says %q", text)
	}
	if err := os.Remove(room); err != nil {
		t.Fatal(err)
	}
	run(next)
	drafts.Keep(base, "typed again")
	turned()
	if text := drafts.Failure() + flow.LeaveText("foo", nil); strings.Contains(text, "not kept") {
		t.Errorf("they are kept again, and it says %q", text)
	}
}

// Enter that comes twice takes a draft once.
func TestADraftIsTakenOnce(t *testing.T) {
	flow := NewFlow(viewtest.Kit(), Session{Service: viewtest.Service(t)}, &alone{}, nil)
	drafts := NewDrafts(flow, DraftsOptions[string]{})
	t.Cleanup(drafts.Close)
	if drafts.take(Draft[string]{}) == nil {
		t.Error("the first enter takes nothing")
	}
	if drafts.take(Draft[string]{}) != nil {
		t.Error("the second enter takes it once more")
	}
}

// While a draft is thrown away the form waits, and no other is thrown away.
func TestADraftIsThrownAwayBeforeTheFormGoesOn(t *testing.T) {
	flow := NewFlow(viewtest.Kit(), Session{Service: viewtest.Service(t)}, &alone{}, nil)
	drafts := NewDrafts(flow, DraftsOptions[string]{})
	t.Cleanup(drafts.Close)
	drop := drafts.discard(change.Draft{})
	if drop == nil || !drafts.Busy() || drafts.discard(change.Draft{}) != nil {
		t.Error("the form goes on")
	}
	drafts.Update(drop())
	if drafts.Busy() {
		t.Error("the form waits for ever")
	}
}
