package ui

// note is what the status line says until the next key, in place of what the view
// says there. The zero value says nothing.
type note struct {
	text   string
	failed bool
}

// fail says what went wrong in the words of Options.Explain.
func (a *App) fail(err error) {
	if err == nil {
		return
	}
	text := err.Error()
	if a.opts.Explain != nil {
		text = a.opts.Explain(err)
	}
	a.note = note{text: text, failed: true}
}
