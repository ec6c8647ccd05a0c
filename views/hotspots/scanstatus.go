package hotspots

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/hotspots"
	"banyan/ui"
)

// ScanStatus tells how far a scan of the hotspots is where the hotspots themselves are not on
// screen. A nil status tells nothing.
type ScanStatus struct {
	kit   ui.Kit
	board *ui.Stream[*hotspots.Board]
	phase hotspots.Phase
}

// NewScanStatus returns the status of the scan that watch follows, nil where watch is.
func NewScanStatus(kit ui.Kit, watch func(context.Context) <-chan *hotspots.Board) *ScanStatus {
	if watch == nil {
		return nil
	}
	return &ScanStatus{kit: kit, board: ui.NewStream(watch)}
}

// Start begins to follow the scan.
func (s *ScanStatus) Start() tea.Cmd {
	if s == nil {
		return nil
	}
	return s.board.Start()
}

// Update takes a board and reports whether the lines may have changed. A scan that came
// to its end, or paused by itself, is said once.
func (s *ScanStatus) Update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if s == nil {
		return false, nil
	}
	changed, next = s.board.Update(msg)
	board, known := s.board.Value()
	if !changed || !known {
		return changed, next
	}
	before, scan := s.phase, board.Scan
	s.phase = scan.Phase
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

// Close ends to follow it.
func (s *ScanStatus) Close() {
	if s != nil {
		s.board.Close()
	}
}

// Lines is the line that says how far the scan is, where one runs.
func (s *ScanStatus) Lines() [][]ui.Cell {
	if s == nil {
		return nil
	}
	board, known := s.board.Value()
	if !known {
		return nil
	}
	hot, scan := s.kit.Keys.Hotspots.Help().Key, board.Scan
	switch scan.Phase {
	case hotspots.Running:
		return [][]ui.Cell{{{Text: " " + runningText(scan) + "; " + hot + " shows it", Tone: ui.Accent}}}
	case hotspots.Paused:
		text := " " + s.kit.Theme.Glyphs.Notice + " The scan is paused; " + hot + " shows it"
		return [][]ui.Cell{{{Text: text, Tone: ui.Notice}}}
	}
	return nil
}
