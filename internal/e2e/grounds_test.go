package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"banyan/apiclient/simulator"
)

// Where only cells are sent every ground is that of whole lines as well, also where a terminal
// was told to erase: rows that are lit, boxes over a dimmed screen, previews beside and below,
// open cells, and the tint of a production that is written to.
func TestChangedCellsKeepEveryGround(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}, {160, 44}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			_, url := serve(t, simulator.Options{})
			var both [2]*display
			for i, args := range [][]string{{"--no-diff", "--no-sync"}, nil} {
				env := append(demoCredentials(), "BANYAN_LABEL=PROD", "XDG_STATE_HOME="+t.TempDir())
				both[i] = displayOf(t, size[0], size[1], env, append([]string{"--url", url, "--write"}, args...)...)
			}
			for _, d := range both {
				d.untilQuiet(400 * time.Millisecond) // the figures of the first row are read
			}
			for _, step := range everyGround() {
				for _, d := range both {
					d.take(step)
				}
				sameLook(t, both, fmt.Sprintf("%q", step.keys))
				if strings.Contains(step.seen, "?") {
					both[1].untilQuiet(400 * time.Millisecond) // a question takes no answer before anybody can have read it
				}
			}
		})
	}
}

// everyGround walks over what has a ground of its own.
func everyGround() []step {
	const esc, down, tab, save, clear, interrupt = "\x1b", "\x1b[B", "\t", "\x13", "\x15", "\x03"
	toList, toForm := step{esc, "enter open"}, step{esc, "ctrl+s review"}
	return []step{
		{"", "PROD"},
		{"jjj", "▸ foo"},
		{"?", "Help"},
		{down, "Help"},
		toList,
		{"s", "Sort"},
		{down, "Sort"},
		toList,
		{"X", "no file is overwritten"},
		{tab, "Export"},
		toList,
		{"y", "shows it alone"},
		toList,
		{"v", "▸ foo"},
		{"v", "▸ foo"},
		{"c", "7 trunk groups"},
		{"v", "Configured limits"},
		{down, "├╴▸ ApioEntGrpTest"},
		{"v", "Configured limits"},
		{"g", "▸ ▾"},
		{"e", "limits of tenant foo"},
		{clear + "90", "was 120"},
		{tab, "▸ Bursting"},
		{save, "Type the name"},
		{"foo", "Type the name"},
		{"\r", "Review"},
		toForm,
		{interrupt, "Quit without saving?"},
		toForm,
		{esc, "y "},
		{"y", "enter fold"},
		{"\x7f", "go to"},
		{"t", "1 with a route down"},
		{"j", "▸ HQ-Inbound"},
		{"v", "▸ HQ-Inbound"},
		{"\r", "exhausted"},
		{"d", "end what-if"},
		{esc, "exhausted"},
		{"e", "ctrl+s review"},
		{"=", "was 70"},
		{"p", "parked"},
		{"a", "Trunk-Namur"},
		toForm,
		{save, "Review"},
		toForm,
	}
}

// sameLook waits until two displays stand still and are the same, cell by cell.
func sameLook(t *testing.T, both [2]*display, after string) {
	t.Helper()
	differs := ""
	for begin := time.Now(); time.Since(begin) < patience; {
		for _, d := range both {
			isQuiet(d.wakeup, 50*time.Millisecond)
		}
		want, got := both[0].look(), both[1].look()
		if want == got {
			return
		}
		differs = firstDifference(want, got)
	}
	t.Fatalf("after %s the screens differ: %s\n%s\nis not\n%s", after, differs, both[1].text(), both[0].text())
}

// look returns the screen with the look of every cell, but for what cannot be seen of a blank.
func (d *display) look() string {
	d.draw()
	var out strings.Builder
	for y := range d.Height() {
		var last uv.Style
		for x := range d.Width() {
			cell := d.CellAt(x, y)
			if cell == nil {
				continue
			}
			style := cell.Style
			if cell.Content == " " {
				style.Attrs &^= uv.AttrBold | uv.AttrFaint | uv.AttrItalic
				if style.Attrs == 0 && style.Underline == uv.UnderlineNone {
					style.Fg = nil
				}
			}
			if !style.Equal(&last) {
				fmt.Fprintf(&out, "<%s>", strings.Trim(style.String(), "\x1b[m"))
				last = style
			}
			out.WriteString(cell.Content)
		}
		out.WriteByte('\n')
	}
	return anyTime.ReplaceAllString(out.String(), "-time-")
}

// anyTime is a time of day on a screen, or in the name of a file that is offered.
var anyTime = regexp.MustCompile(`\d\d:\d\d(:\d\d)?|\d{8}-\d{6}`)
