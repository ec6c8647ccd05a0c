package limits

import (
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/routing"
)

// pickers are the lists of trunk groups of a form, by the field that one is picked for; each is
// made when it is first opened. The zero value has none.
type pickers struct {
	made          map[string]Picker
	field         string // whose list was opened last
	width, height int
}

func (p *pickers) isOpen() bool { return p.made[p.field] != nil && p.current().IsOpen() }

// current is the list that was opened last.
func (p *pickers) current() Picker { return p.made[p.field] }

// open opens the list of a field, which newPicker makes the first time.
func (p *pickers) open(field string, newPicker func() Picker) tea.Cmd {
	if p.made[field] == nil {
		if p.made == nil {
			p.made = map[string]Picker{}
		}
		p.made[field] = newPicker()
		p.made[field].SetSize(p.width, p.height)
	}
	p.field = field
	return p.current().Open()
}

// press gives a key to the list that is open, which closes once one is chosen.
func (p *pickers) press(msg tea.KeyMsg) (chosen routing.Key, ok bool, cmd tea.Cmd) {
	chosen, ok, cmd = p.current().Press(msg)
	if ok {
		p.current().Hide()
	}
	return chosen, ok, cmd
}

func (p *pickers) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	for _, picker := range p.made {
		cmd = tea.Batch(cmd, picker.Update(msg))
	}
	return cmd
}

func (p *pickers) setSize(width, height int) {
	p.width, p.height = width, height
	for _, picker := range p.made {
		picker.SetSize(width, height)
	}
}

func (p *pickers) close() {
	for _, picker := range p.made {
		picker.Close()
	}
}
