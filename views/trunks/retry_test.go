package trunks

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

func TestTheEnterpriseTrunksThatCouldNotBeReadAreReadAlone(t *testing.T) {
	var (
		mu     sync.Mutex
		asked  []string
		mended bool
	)
	api := hq()
	trunk, group := api.OnEnterpriseTrunk, api.OnTrunkGroup
	note := func(what string) bool {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, what)
		return mended
	}
	api.OnEnterpriseTrunk = func(ctx context.Context, tenant, name string) (routing.Trunk, error) {
		if note(name) && name == "Gone" {
			name = "HQ-Inbound"
		}
		return trunk(ctx, tenant, name)
	}
	api.OnTrunkGroup = func(ctx context.Context, tenant, groupID, name string) (apiclient.TrunkGroup, error) {
		if !note(name) && name == "Trunk-Namur" {
			return apiclient.TrunkGroup{}, viewtest.ServerFault("read trunk group " + name)
		}
		return group(ctx, tenant, groupID, name)
	}
	view := viewtest.Shown(NewList(viewtest.Kit(), api, viewtest.Enterprise(), "", ListLinks{}))
	defer view.Close()
	retries := func() bool {
		return slices.ContainsFunc(view.ShortHelp(), func(b key.Binding) bool { return b.Help().Desc == "retry 2 failed" })
	}
	if !retries() {
		t.Fatalf("nothing to retry:\n%s", view.View())
	}
	mended, asked = true, nil
	viewtest.Pump(view, view.Update(viewtest.Key("R")))
	viewtest.Pump(view, view.(interface{ Follow() tea.Cmd }).Follow())
	slices.Sort(asked)
	if got := strings.Join(asked, " "); got != "Gone Trunk-Namur" {
		t.Errorf("it asked for %s", got)
	}
	if retries() || strings.Contains(view.View(), "not read") {
		t.Errorf("after it:\n%s", view.View())
	}
}
