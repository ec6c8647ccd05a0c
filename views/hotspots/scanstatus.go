package hotspots

import (
	"context"
	"fmt"
	"math"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// ScanStatus tells how far a scan is where the hotspots are not on screen; nil tells nothing.
type ScanStatus struct {
	kit   ui.Kit
	board *ui.Stream[*hotspots.Board]
	last  hotspots.Scan
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

// Update reports whether the lines may have changed. The end of a scan is said once.
func (s *ScanStatus) Update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if s == nil {
		return false, nil
	}
	changed, next = s.board.Update(msg)
	board, known := s.board.Value()
	if !changed || !known {
		return changed, next
	}
	before, scan := s.last, board.Scan
	s.last = scan
	switch isOver := scan.Phase != hotspots.Running && scan.Phase != hotspots.Paused; {
	case before.Phase == hotspots.Elsewhere && scan.Phase == hotspots.Ended && scan.EndedAt.After(before.EndedAt):
		next = tea.Batch(next, ui.Notify("another banyan scanned "+EveryTenant(scan.Of)+": "+foundText(board.Listing)))
	case before.Phase != hotspots.Running:
	case before.Part && isOver && scan.Why == "":
		next = tea.Batch(next, ui.Notify("scanned "+ui.Count(before.Of, "tenant")+" again"))
	case scan.Phase == hotspots.Ended && scan.Why == "":
		next = tea.Batch(next, ui.Notify("scanned "+EveryTenant(scan.Of)+": "+foundText(board.Listing)))
	case scan.Phase == hotspots.Paused && scan.Why != "":
		next = tea.Batch(next, ui.Notify("the scan paused: "+scan.Why))
	case isOver && scan.Why != "":
		next = tea.Batch(next, ui.Notify("the scan ended: "+scan.Why))
	}
	return changed, next
}

// Listing is what the scans have found so far; an empty one before anything is known.
func (s *ScanStatus) Listing() *hotspots.Listing {
	if s != nil {
		if board, known := s.board.Value(); known && board.Listing != nil {
			return board.Listing
		}
	}
	return &hotspots.Listing{}
}

// IsLoaded reports whether what earlier scans kept was read.
func (s *ScanStatus) IsLoaded() bool {
	if s == nil {
		return false
	}
	board, known := s.board.Value()
	return known && board.Loaded
}

// Scan is how far the latest scan is, and false before that is known.
func (s *ScanStatus) Scan() (hotspots.Scan, bool) {
	if s == nil {
		return hotspots.Scan{}, false
	}
	board, known := s.board.Value()
	if !known {
		return hotspots.Scan{}, false
	}
	return board.Scan, true
}

// Close ends to follow it.
func (s *ScanStatus) Close() {
	if s != nil {
		s.board.Close()
	}
}

// Lines is the line that says how far the scan is, in so many cells, where one runs.
func (s *ScanStatus) Lines(width int) [][]ui.Cell {
	if s == nil {
		return nil
	}
	board, known := s.board.Value()
	if !known {
		return nil
	}
	shows := "; " + s.kit.Keys.Hotspots.Help().Key + " shows it"
	switch board.Scan.Phase {
	case hotspots.Running:
		return [][]ui.Cell{{{Text: " " + runningText(board.Scan, width-1-safetext.Width(shows)) + shows, Tone: ui.Accent}}}
	case hotspots.Paused:
		return [][]ui.Cell{{{Text: " " + s.kit.Theme.Glyphs.Notice + " The scan is paused" + shows, Tone: ui.Notice}}}
	}
	return nil
}

// runningText tells how far a scan that runs is, with the time that is left of it. Of what does
// not fit, how fast it is goes first.
func runningText(scan hotspots.Scan, width int) string {
	left := ", time left not known yet"
	if scan.Left.Known {
		left = ", " + page.DurationText(scan.Left.Time) + " left"
	}
	text := fmt.Sprintf("Scanning: %d of %s", scan.Done, ui.Count(scan.Of, "tenant"))
	for _, more := range []string{left + speedText(scan), left + slowedText(scan)} {
		if safetext.Width(text+more) <= width {
			return text + more
		}
	}
	return text + slowedText(scan)
}

// coverage tells how many tenants were read, and since when the figures stand where the scan
// is not the one that read them all.
func coverage(l *hotspots.Listing, scan hotspots.Scan) ui.Cell {
	of := l.Whole + l.Partly + l.Unread
	if of == 0 {
		return ui.Cell{}
	}
	cell := ui.Cell{Text: fmt.Sprintf("%d of %s read", l.Whole, ui.Count(max(of, scan.Of), "tenant"))}
	if l.Partly > 0 {
		cell.Text, cell.Tone = cell.Text+", "+strconv.Itoa(l.Partly)+" not fully", ui.Notice
	}
	if l.Unread > 0 {
		cell.Text, cell.Tone = cell.Text+", "+strconv.Itoa(l.Unread)+" not at all", ui.Notice
	}
	if l.NoStates > 0 {
		cell.Text += ", not read which trunk groups are down"
	}
	if !l.Oldest.IsZero() && (scan.Phase != hotspots.Ended || l.Oldest.Before(scan.StartedAt)) {
		cell.Text += "; oldest figure " + l.Oldest.Local().Format("2 Jan 15:04")
	}
	return cell
}

func foundText(l *hotspots.Listing) string {
	text := fmt.Sprintf("%d blocked, %d over, %d notice", l.Blocked, l.Over, l.Notice)
	if l.Known > 0 {
		text += fmt.Sprintf(", %d known", l.Known)
	}
	return text
}

// foundCell counts what was found, so far while a scan is under way.
func foundCell(glyphs ui.Glyphs, l *hotspots.Listing, phase hotspots.Phase) ui.Cell {
	var cell ui.Cell
	for _, of := range []struct {
		count int
		text  string
		tone  ui.Tone
	}{
		{l.Blocked, " " + glyphs.Blocked + " %d blocked ", ui.Blocked},
		{l.Over, glyphs.Over + " %d over", ui.Over},
		{l.Notice, glyphs.Notice + " %d notice", ui.Notice},
	} {
		if of.count == 0 {
			continue
		}
		if len(cell.Then) > 0 {
			cell.Then = append(cell.Then, ui.Cell{Text: "   "})
		}
		cell.Then = append(cell.Then, ui.Cell{Text: fmt.Sprintf(of.text, of.count), Tone: of.tone})
	}
	isWhole := phase == hotspots.Ended && l.Partly+l.Unread == 0
	switch {
	case len(cell.Then) == 0 && isWhole:
		return ui.Cell{Text: glyphs.Good + " nothing found", Tone: ui.Good}
	case len(cell.Then) == 0:
		return ui.Cell{Text: "nothing found so far", Tone: ui.Muted}
	case phase != hotspots.Ended:
		cell.Then = append(cell.Then, ui.Cell{Text: "   so far", Tone: ui.Muted})
	}
	return cell
}

func eachTakes(scan hotspots.Scan) string {
	if scan.Reports {
		return "1 request, 1 more for each group and 1 for each trunk group"
	}
	return "2 requests, 2 more for each group and 1 for each trunk group"
}

// EveryTenant is "all 16 tenants", or without a number where that is not known or says nothing.
func EveryTenant(n int) string {
	switch n {
	case 0:
		return "all tenants"
	case 1:
		return "the only tenant"
	}
	return "all " + ui.Count(n, "tenant")
}

// takes tells an estimate after a word, or nothing where it is not known.
func takes(e hotspots.Estimate, after string) string {
	if !e.Known || e.Requests <= 0 {
		return ""
	}
	return after + ui.Count(e.Requests, "request") + ", " + page.DurationText(e.Time)
}

// paceText says how fast a scan is, as a sentence begins.
func paceText(rate float64) string {
	if rate >= apiclient.Unpaced {
		return "As fast as the platform answers, after whatever a screen asks for"
	}
	return "At most " + RateText(rate) + ", after whatever a screen asks for"
}

// speedText is how fast a scan is that runs, behind the time that is left.
func speedText(scan hotspots.Scan) string {
	apart := ""
	if !scan.Left.Known {
		apart = ","
	}
	switch {
	case scan.Rate >= apiclient.Unpaced:
		return apart + " at full speed"
	case scan.Slowed:
		return ", slowed to " + plainRate(scan.Rate) + " a second"
	}
	return apart + " at " + plainRate(scan.Rate) + " a second"
}

// slowedText is speedText where there is no room for the figure.
func slowedText(scan hotspots.Scan) string {
	if scan.Slowed {
		return ", slowed"
	}
	return ""
}

// RateText says how many requests a second there are.
func RateText(rate float64) string {
	if rate >= apiclient.Unpaced {
		return "at full speed"
	}
	if rate >= 0.995 && rate < 1.005 {
		return "1 request a second"
	}
	return plainRate(rate) + " requests a second"
}

// plainRate is a number a second, with as much behind the point as tells anything.
func plainRate(rate float64) string {
	switch {
	case rate > 0 && rate < 0.01:
		return "less than 0.01"
	case rate >= 10:
		return strconv.FormatFloat(rate, 'f', 0, 64)
	}
	return strconv.FormatFloat(math.Round(rate*100)/100, 'f', -1, 64)
}
