package views

import "banyan/internal/hotspots"

// CopyID implements ui.Copier: the id of the place itself.
func (v *spots) CopyID() string {
	e, ok := v.table.Selected()
	if !ok || !v.isKnown() {
		return ""
	}
	path := e.Path()
	return path[len(path)-1]
}

// CopyText implements ui.Copier.
func (v *spots) CopyText() []string {
	e, ok := v.table.Selected()
	if !ok || !v.isKnown() {
		return nil
	}
	return spotText(e)
}

// spotText is the text about a line of the hotspots.
func spotText(e hotspots.Entry) []string {
	levels := []string{calledTenant(e.Tenant), "", ""}
	for i, kind := range []string{"group ", "trunk group "} {
		if path := e.Path(); len(path) > i+1 {
			levels[i+1] = kind + path[i+1]
		}
	}
	status, _ := spotStatus(e)
	lines := []string{way(levels...), status}
	if !e.At.IsZero() {
		lines = append(lines, "Read "+e.At.Local().Format(stampFormat)+".")
	}
	return append(lines, notLive)
}
