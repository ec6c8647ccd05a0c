package figures

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
)

// Forms open the forms for the limits of a level, for the rooms that do not know these.
// *limits.Forms are some.
type Forms interface {
	// Load reads what a form stands on and opens it; with raise the one that adds channels.
	Load(tenant apiclient.Tenant, at Level, raise bool) tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	Matches(msg tea.KeyMsg) (raise, ok bool)
	MatchesPlace(msg tea.KeyMsg) bool // for the form of what the screen is about
	Keys(all bool) []key.Binding
	AddKey() []key.Binding
	Edits(on, about string) (string, string) // for the key line: empty where nothing can be saved
	Progress() string
	Busy() bool
	Close()
}
