package views

// The screens whose rows the mouse scrolls and selects: ui.Pointed.

// Wheel implements ui.Pointed.
func (p *page) Wheel(rows int) {
	if p.known() {
		p.rows.Wheel(rows)
	}
}

// Click implements ui.Pointed.
func (p *page) Click(line int) (onRow, already bool) {
	if !p.known() {
		return false, false
	}
	onRow, already = p.rows.Click(line - len(p.head))
	p.noticed = p.noticed || onRow && p.source.Err() != nil
	return onRow, already
}

// Wheel implements ui.Pointed: other groups are visible then.
func (v *groups) Wheel(rows int) {
	v.page.Wheel(rows)
	v.prefer()
}

// Wheel implements ui.Pointed: other groups are visible then.
func (v *breakdown) Wheel(rows int) {
	v.page.Wheel(rows)
	v.prefer()
}

// Wheel implements ui.Pointed.
func (v *tenant) Wheel(rows int) {
	v.cursor = max(0, min(v.cursor+rows, len(v.menu)-1))
}

// Click implements ui.Pointed.
func (v *tenant) Click(line int) (onRow, already bool) {
	at := line - len(v.above())
	if at < 0 || at >= len(v.menu) || line >= v.height {
		return false, false
	}
	already = at == v.cursor
	v.cursor = at
	return true, already
}
