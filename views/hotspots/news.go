package hotspots

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/hotspots"
	"banyan/ui"
)

// News tells how far a scan of the hotspots is where the hotspots themselves are not on
// screen. A nil news tells nothing.
type News struct {
	kit   ui.Kit
	board *ui.Stream[*hotspots.Board]
	phase hotspots.Phase
}

func NewNews(kit ui.Kit, watch func(context.Context) <-chan *hotspots.Board) *News {
	if watch == nil {
		return nil
	}
	return &News{kit: kit, board: ui.NewStream(watch)}
}

func (n *News) Start() tea.Cmd {
	if n == nil {
		return nil
	}
	return n.board.Start()
}

// Update takes a board and reports whether the lines may have changed. A scan that came
// to its end, or paused by itself, is said once.
func (n *News) Update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if n == nil {
		return false, nil
	}
	changed, next = n.board.Update(msg)
	board, known := n.board.Value()
	if !changed || !known {
		return changed, next
	}
	before, scan := n.phase, board.Scan
	n.phase = scan.Phase
	switch was := before == hotspots.Running; {
	case was && scan.Phase == hotspots.Ended:
		next = tea.Batch(next, ui.Notify("scanned "+everyTenant(scan.Of)+": "+foundText(board.Listing)))
	case was && scan.Phase == hotspots.Paused && scan.Why != "":
		next = tea.Batch(next, ui.Notify("the scan paused: "+scan.Why))
	case was && scan.Phase == hotspots.CutOff && scan.Why != "":
		next = tea.Batch(next, ui.Notify("the scan ended: "+scan.Why))
	}
	return changed, next
}

func (n *News) Close() {
	if n != nil {
		n.board.Close()
	}
}

// Lines is the line that says how far the scan is, where one runs.
func (n *News) Lines() [][]ui.Cell {
	if n == nil {
		return nil
	}
	board, known := n.board.Value()
	if !known {
		return nil
	}
	hot, scan := n.kit.Keys.Hotspots.Help().Key, board.Scan
	switch scan.Phase {
	case hotspots.Running:
		return [][]ui.Cell{{{Text: " " + runningText(scan) + "; " + hot + " shows it", Tone: ui.Accent}}}
	case hotspots.Paused:
		text := " " + n.kit.Theme.Glyphs.Notice + " The scan is paused; " + hot + " shows it"
		return [][]ui.Cell{{{Text: text, Tone: ui.Notice}}}
	}
	return nil
}
