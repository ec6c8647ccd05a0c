package e2e

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// A picture is a screen of the demo in the README or the docs, and the steps that lead to it.
type picture struct {
	name          string
	width, height int
	steps         []step
}

func pictures() []picture {
	scan := []step{{"", "▸ AlpenBank"}, {"H", "not scanned"}, {"R", "16 of 16 tenants read"}, {"", "scanned all 16 tenants"}}
	routing := into("Foo Industries", step{"t", "1 with a route down"}, step{"j", "▸ HQ-Inbound"}, step{"\r", "calls are up"})
	form := slices.Concat(routing, []step{{"e", "ctrl+s review"}, {"=", "was 70"}})
	aalst := into("BelfortRetail", step{"o", "BelfortRetail › groups"}, step{"", "▲ 2 over"}, step{"j", "▸ BR-0138"})
	return []picture{
		{"tenants", 160, 44, slices.Concat(scan, []step{{"\x1b", "▸ AlpenBank"}, {"g", "▸ TaxiUnion  "}, {"", "TU-AIRPORT "}})},
		{"hotspots", 160, 44, slices.Concat(scan, []step{{"j", "▸ BelfortRetail › BR-0138"}, {"", "SIP-Backup"}})},
		{"groups", 160, 44, slices.Concat(aalst, []step{{"", "SIP-Backup"}})},
		{"capacity", 120, 36, into("ServiceProviderID", step{"c", "16 trunk groups"}, step{"j", "▸ ├╴▸ GroupIDC"}, step{" ", "Trunk 3"})},
		{"trunkgroup", 120, 36, into("Foo Industries", step{"o", "foo › groups"}, step{"", "6 groups"}, step{"\r", "in use now"}, step{"\r", "4 of 5 enterprise"})},
		{"routing", 120, 36, routing},
		{"whatif", 120, 36, slices.Concat(routing, []step{{"d", "WHAT IF"}})},
		{"editing", 120, 36, form},
		{"review", 120, 36, slices.Concat(form, []step{{"\x13", "shares of priority 1"}})},
		{"limits", 120, 36, slices.Concat(aalst, []step{{"e", "ctrl+s review"}, {"24", "mends the group"}})},
		{"plan", 120, 36, into("Foo Industries", step{"o", "foo › groups"}, step{"", "6 groups"}, step{"W", "■ 3 refused"}, step{"j", "▸ ● HQ-Inbound"}, step{"", "+70"})},
		{"channels", 120, 36, slices.Concat(aalst, []step{{"a", "ctrl+s review"}, {"6", "one request each"}})},
	}
}

// TestPicturesShowTodaysScreens compares the pictures in docs, texts and colours, with the
// screens. With -update it makes them anew.
func TestPicturesShowTodaysScreens(t *testing.T) {
	t.Parallel()
	for _, p := range pictures() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d := displayOf(t, p.width, p.height, []string{"XDG_STATE_HOME=" + t.TempDir()}, "--demo", "--write", "--scan-rate", "1000")
			d.take(p.steps...)
			file := filepath.Join("../../docs", p.name+".svg")
			if flag.Lookup("update").Value.String() == "true" {
				d.untilQuiet(time.Second) // previews come when the cursor rests
				d.draw()
				check(t, os.WriteFile(file, svg(d.Emulator), 0o644))
			}
			want := must(os.ReadFile(file))(t)
			d.untilHolds("docs/"+p.name+".svg, which make pictures draws anew, with its colours to be\n"+textOf(t, want), func(string) bool {
				return bytes.Equal(svg(d.Emulator), want)
			})
			if words := regexp.MustCompile(`fill="`+faint+`">[^<]*[\pL\d][^<]*<`).FindAll(svg(d.Emulator), -1); len(words) > 0 {
				t.Errorf("words in the tone of lines, which is too weak to be read: %q", words)
			}
		})
	}
}

// TestAPictureIsOfWhatIsSeen draws one screen that was written in several ways.
func TestAPictureIsOfWhatIsSeen(t *testing.T) {
	t.Parallel()
	var first string
	for _, written := range []string{
		"\x1b[31mone\x1b[m \x1b[34mtwo\x1b[m \x1b[44m  on blue  ",
		"\x1b[31mone \x1b[1;34m\x1b[22mtwo\x1b[32m \x1b[37;44m\x1b[1m \x1b[m\x1b[44m on blue\x1b[31m  ",
		"\x1b[33mold words in yellow, now erased\x1b[m\x1b[2K\r\x1b[31mone\x1b[34m two\x1b[33m \x1b[m\x1b[11G\x1b[44mon blue  \x1b[9G\x1b[31m  ",
	} {
		screen := vt.NewEmulator(40, 1)
		_, _ = screen.Write([]byte(written)) // to memory
		first = cmp.Or(first, string(svg(screen)))
		if got := string(svg(screen)); got != first {
			t.Errorf("%q is drawn as\n%s\ninstead of\n%s", written, got, first)
		}
	}
}

// The size of a cell in a picture, in pixels, and its colours where a cell has none.
const (
	cellWidth, cellHeight = 9, 18
	paper, letters        = "#16181d", "#d8dee9"
	faint                 = "#495161" // as a terminal gets it
)

// svg draws a screen: a box for each ground, and texts for each run of cells of one look.
func svg(screen *vt.Emulator) []byte {
	var out bytes.Buffer
	width, height := screen.Width()*cellWidth, screen.Height()*cellHeight
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="15">`+"\n", width, height)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", paper)
	for y := range screen.Height() {
		for x := 0; x < screen.Width(); {
			text, l, end := run(screen, x, y)
			l.draw(&out, x, end, y, text)
			x = end
		}
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// look is what is seen of a cell beside its text.
type look struct {
	ink, ground string
	bold        bool
}

func lookOf(cell *uv.Cell) look {
	style := cell.Style
	l := look{hex(style.Fg, letters), hex(style.Bg, ""), style.Attrs&uv.AttrBold != 0}
	if style.Attrs&uv.AttrReverse != 0 {
		l.ink, l.ground = hex(style.Bg, paper), hex(style.Fg, letters)
	}
	return l
}

// run returns the text of the cells of one look that begin at x, that look, and where they end.
// Of a blank the ground alone is seen: its ink is whatever was written or erased there before.
func run(screen *vt.Emulator, x, y int) (text string, l look, end int) {
	l = lookOf(screen.CellAt(x, y))
	inked := false
	for end = x; end < screen.Width(); end++ {
		cell := screen.CellAt(end, y)
		here, letter := lookOf(cell), strings.TrimSpace(cell.Content) != ""
		if here.ground != l.ground || letter && inked && here != l {
			break
		}
		if letter {
			l, inked = here, true
		}
		text += cell.Content
	}
	return text, l, end
}

func (l look) draw(out *bytes.Buffer, x, end, y int, text string) {
	before := out.Len()
	if l.ground != "" {
		fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, x*cellWidth, y*cellHeight, (end-x)*cellWidth, cellHeight, l.ground)
	}
	weight := ""
	if l.bold {
		weight = ` font-weight="bold"`
	}
	for _, at := range regexp.MustCompile(`\S+(?: \S+)*`).FindAllStringIndex(text, -1) {
		words, left, fit := text[at[0]:at[1]], x+ansi.StringWidth(text[:at[0]]), ""
		if strings.ContainsAny(words, "▆─") { // without gaps, whatever the font
			fit = ` lengthAdjust="spacingAndGlyphs"`
		}
		fmt.Fprintf(out, `<text x="%d" y="%d" textLength="%d"%s fill="%s"%s>`, left*cellWidth, y*cellHeight+14, ansi.StringWidth(words)*cellWidth, fit, l.ink, weight)
		_ = xml.EscapeText(out, []byte(same(words))) // to memory
		out.WriteString("</text>")
	}
	if out.Len() > before {
		out.WriteByte('\n')
	}
}

// same returns a text with what differs from run to run the same: times, days and ports.
func same(text string) string {
	text = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "127.0.0.1:40000")
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
