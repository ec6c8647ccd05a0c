package hotspots

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/internal/viewtest"
)

// statusOf pumps boards through the tenants' line and returns its lines, and what was
// notices.
func statusOf(t *testing.T, boards ...*hotspots.Board) (lines, notices string) {
	t.Helper()
	s := &viewtest.Scanner{Boards: boards}
	n := NewScanStatus(viewtest.Kit(), s.Watch)
	defer n.Close()
	for queue := []tea.Cmd{n.Start()}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		msg := queue[0]()
		if batch, ok := msg.(tea.BatchMsg); ok {
			queue = append(queue, batch...)
			continue
		}
		notices += noticeOf(msg)
		_, next := n.Update(msg)
		queue = append(queue, next)
	}
	for _, line := range n.Lines(80) {
		lines += line[0].Text
	}
	return lines, notices
}

// noticeOf is what a message to the shell says; nothing of any other.
func noticeOf(msg tea.Msg) string {
	text := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(msg), "{"), "}")
	if strings.Contains(text, "scan") {
		return text
	}
	return ""
}

func TestTheTenantsTellHowFarAScanIs(t *testing.T) {
	running := hotspots.Scan{Phase: hotspots.Running, Done: 120, Of: 300, Requests: 9640, Left: hotspots.Estimate{Known: true, Time: 49 * time.Minute}}
	slowed := hotspots.Scan{Phase: hotspots.Running, Done: 1200, Of: 3000, Rate: 0.25, Slowed: true, Left: hotspots.Estimate{Known: true, Time: 490 * time.Minute}}
	paused := running
	paused.Phase = hotspots.Paused
	for _, test := range []struct {
		name    string
		scans   []hotspots.Scan
		want    string
		notices string
	}{
		{"none", []hotspots.Scan{{}}, "", ""},
		{"one of long ago", []hotspots.Scan{viewtest.EndedScan()}, "", ""},
		{"running", []hotspots.Scan{running}, " Scanning: 120 of 300 tenants, about 49 min left at 5 a second; H shows it", ""},
		{"slowed", []hotspots.Scan{slowed}, " Scanning: 1200 of 3000 tenants, about 8 h 10 min left, slowed; H shows it", ""},
		{"paused", []hotspots.Scan{running, paused}, " ! The scan is paused; H shows it", ""},
		{"ended", []hotspots.Scan{running, viewtest.EndedScan()}, "", "scanned all 16 tenants: 2 blocked, 2 over, 1 notice, 1 known"},
		{"ended by itself", []hotspots.Scan{running, {Phase: hotspots.CutOff, Why: "the scan met a fault"}}, "", "the scan ended: the scan met a fault"},
		{"some ended", []hotspots.Scan{{Phase: hotspots.Running, Part: true, Done: 1, Of: 2}, viewtest.EndedScan()}, "", "scanned 2 tenants again"},
		{"ended in another process", []hotspots.Scan{{Phase: hotspots.Elsewhere}, viewtest.EndedScan()}, "", "another banyan scanned all 16 tenants: 2 blocked, 2 over, 1 notice, 1 known"},
		{"some ended there", []hotspots.Scan{{Phase: hotspots.Elsewhere, EndedAt: viewtest.EndedScan().EndedAt}, viewtest.EndedScan()}, "", ""},
		{"some ended, and all were cut off", []hotspots.Scan{{Phase: hotspots.Running, Part: true, Of: 2}, {Phase: hotspots.CutOff}}, "", "scanned 2 tenants again"},
		{"paused by itself", []hotspots.Scan{running, func() hotspots.Scan { p := paused; p.Why = "no answer"; return p }()}, " ! The scan is paused; H shows it", "the scan paused: no answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var boards []*hotspots.Board
			for _, scan := range test.scans {
				boards = append(boards, viewtest.Board(scan, viewtest.ScanListing()))
			}
			lines, notices := statusOf(t, boards...)
			viewtest.RequireEqual(t, "lines", lines, test.want)
			viewtest.RequireEqual(t, "notices", notices, test.notices)
		})
	}
}

// However long a scan takes and however narrow the screen is, what is said of one that runs ends with a whole word.
func TestWhatIsSaidOfAScanIsNotCut(t *testing.T) {
	scan := hotspots.Scan{Phase: hotspots.Running, Done: 12_000, Of: 30_000, Rate: 0.25, Slowed: true}
	for width, want := range map[int][2]string{
		120: {"12000 of 30000 tenants, time left not known yet, slowed to 0.25 a second", "12000 of 30000 tenants  ·  time left not known yet, slowed to 0.25 a second"},
		80:  {"12000 of 30000 tenants, time left not known yet, slowed", "12000 of 30000 tenants  ·  time left not known yet, slowed"},
		60:  {"12000 of 30000 tenants, slowed", "12000 of 30000 tenants, slowed"},
	} {
		elsewhere := runningText(scan, width-len(" ; H shows it"))
		viewtest.RequireEqual(t, fmt.Sprint("on the tenants, at ", width), strings.TrimPrefix(elsewhere, "Scanning: "), want[0])
		line := scanWords{kit: viewtest.Kit(), scan: scan, width: width}.line().Whole()
		viewtest.RequireContains(t, line, want[1])
		if used := safetext.Width(" " + line); used > width {
			t.Errorf("%d cells at %d: %s", used, width, line)
		}
	}
}
