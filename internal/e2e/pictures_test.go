package e2e

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// A picture is a screen of the demo in the README or the docs: what is pressed for it, and
// a text that is on it when it is ready.
type picture struct {
	name          string
	width, height uint16
	keys          []string // pressed one after the other, each when the screen is at rest
	shows         string
}

func pictures() []picture {
	of := func(tenant string, keys ...string) []string { return append([]string{"/", tenant, "\r"}, keys...) }
	return []picture{
		{"tenants", 160, 44, []string{"H", "r", "\x1b", "G", "g"}, "ServiceProviderID"},
		{"groups", 120, 36, of("BelfortRetail", "o"), "BR-0138"},
		{"capacity", 120, 36, of("ServiceProviderID", "c"), "GroupIDC"},
		{"hotspots", 160, 44, []string{"H", "r"}, "BR-0138"},
		{"routing", 120, 36, of("foo", "t", "/", "HQ-Inbound", "\r", "\r"), "Trunk-Antwerp"},
		{"editing", 120, 36, of("foo", "t", "/", "HQ-Inbound", "\r", "\r", "e", "="), "Trunk-Antwerp"},
	}
}

// TestPicturesShowTodaysScreens compares the texts of the pictures in docs with those of the
// screens. With -update it makes them anew.
func TestPicturesShowTodaysScreens(t *testing.T) {
	for _, p := range pictures() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			screen := p.take(t)
			file := filepath.Join("../../docs", p.name+".svg")
			if flag.Lookup("update").Value.String() == "true" {
				check(t, os.WriteFile(file, screen.svg(), 0o644))
			}
			kept := must(os.ReadFile(file))(t)
			if got, want := textOf(t, screen.svg()), textOf(t, kept); got != want {
				t.Errorf("docs/%s.svg is not today's screen; make pictures draws it anew:\n%s\nwant\n%s", p.name, got, want)
			}
		})
	}
}

// take runs the demo and returns its screen after the keys.
func (p picture) take(t *testing.T) drawn {
	t.Helper()
	command := exec.Command(mustBuild(t), "--demo", "--write", "--scan-rate", "1000")
	s := startCommand(t, command, &pty.Winsize{Rows: p.height, Cols: p.width}, []string{"COLORTERM=truecolor", "XDG_STATE_HOME=" + t.TempDir()})
	s.withTenants()
	for _, keys := range p.keys {
		s.untilQuiet(400 * time.Millisecond)
		s.press(keys)
	}
	s.until(p.shows, func(out []byte) bool { return strings.Contains(p.emulate(out).text(), p.shows) })
	s.untilQuiet(time.Second)
	return p.emulate(s.bytes())
}

// emulate returns what a terminal shows after the bytes.
func (p picture) emulate(out []byte) drawn {
	terminal := vt.NewEmulator(int(p.width), int(p.height))
	_, _ = terminal.Write(out)
	return drawn{terminal}
}

// drawn is a screen as cells.
type drawn struct{ *vt.Emulator }

func (d drawn) text() string {
	var text strings.Builder
	for y := range d.Height() {
		for x := range d.Width() {
			if cell := d.CellAt(x, y); cell != nil {
				text.WriteString(cell.Content)
			}
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// The size of a cell in a picture, in pixels, and its colours where a cell has none.
const (
	cellWidth, cellHeight = 9, 18
	paper, letters        = "#16181d", "#d8dee9"
)

// svg draws the screen: a box for each ground, and a text for each run of cells of one look.
func (d drawn) svg() []byte {
	var out bytes.Buffer
	width, height := d.Width()*cellWidth, d.Height()*cellHeight
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="15" style="white-space:pre">`+"\n", width, height)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", paper)
	for y := range d.Height() {
		for x := 0; x < d.Width(); {
			text, end := d.run(x, y)
			d.drawRun(&out, x, end, y, text)
			x = end
		}
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// run returns the text of the cells of one look that begin at x, and where they end.
func (d drawn) run(x, y int) (text string, end int) {
	first := d.CellAt(x, y)
	for end = x; end < d.Width(); end++ {
		cell := d.CellAt(end, y)
		if cell == nil || !cell.Style.Equal(&first.Style) {
			break
		}
		text += cell.Content
	}
	return text, max(end, x+1)
}

func (d drawn) drawRun(out *bytes.Buffer, x, end, y int, text string) {
	look := d.CellAt(x, y).Style
	ink, ground := hex(look.Fg, letters), hex(look.Bg, "")
	if look.Attrs&uv.AttrReverse != 0 {
		ink, ground = hex(look.Bg, paper), hex(look.Fg, letters)
	}
	if ground != "" {
		fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, x*cellWidth, y*cellHeight, (end-x)*cellWidth, cellHeight, ground)
	}
	weight := ""
	if look.Attrs&uv.AttrBold != 0 {
		weight = ` font-weight="bold"`
	}
	words := strings.TrimSpace(text)
	if words == "" {
		out.WriteByte('\n')
		return
	}
	x += len(text) - len(strings.TrimLeft(text, " "))
	fmt.Fprintf(out, `<text x="%d" y="%d" textLength="%d" fill="%s"%s>`, x*cellWidth, y*cellHeight+14, ansi.StringWidth(words)*cellWidth, ink, weight)
	_ = xml.EscapeText(out, []byte(same(words))) // to memory
	out.WriteString("</text>\n")
}

// same returns a text with what differs from run to run the same: times, days and ports.
func same(text string) string {
	text = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "127.0.0.1:8080")
	text = regexp.MustCompile(`\d+ [A-Z][a-z]{2} \d\d:\d\d`).ReplaceAllString(text, "26 Nov 12:03")
	return regexp.MustCompile(`\b\d\d:\d\d\b`).ReplaceAllString(clock.ReplaceAllString(text, "12:03:04"), "12:03")
}

// hex returns a colour, or another where there is none.
func hex(c color.Color, none string) string {
	if c == nil {
		return none
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// textOf returns the texts of a picture, a line for each, with where it stands.
func textOf(t *testing.T, svg []byte) string {
	t.Helper()
	var text struct {
		Texts []struct {
			X    int    `xml:"x,attr"`
			Y    int    `xml:"y,attr"`
			Text string `xml:",chardata"`
		} `xml:"text"`
	}
	check(t, xml.Unmarshal(svg, &text))
	lines := make(map[int]string)
	var order []int
	for _, run := range text.Texts {
		if _, known := lines[run.Y]; !known {
			order = append(order, run.Y)
		}
		lines[run.Y] += strings.Repeat(" ", max(0, run.X/cellWidth-ansi.StringWidth(lines[run.Y]))) + run.Text
	}
	var out strings.Builder
	for _, y := range order {
		out.WriteString(strings.TrimRight(lines[y], " ") + "\n")
	}
	return out.String()
}
