package main

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"banyan/internal/config"
	"banyan/internal/terminal"
	"banyan/ui"
)

func TestLookOf(t *testing.T) {
	dark := func(depth terminal.Depth) look { return look{depth: depth, dark: true} }
	for _, test := range []struct {
		name, flags, env string
		want             look
	}{
		{"what the terminal says", "", "", dark(terminal.Colors256)},
		{"all colours", "", "COLORTERM=truecolor", dark(terminal.TrueColor)},
		{"none", "color=never", "COLORTERM=truecolor", dark(terminal.Monochrome)},
		{"sixteen", "color=16", "COLORTERM=truecolor", dark(terminal.Colors16)},
		{"256", "color=256", "COLORTERM=truecolor", dark(terminal.Colors256)},
		{"true", "color=true", "", dark(terminal.TrueColor)},
		{"a light terminal", "", "COLORFGBG=0;15", look{depth: terminal.Colors256}},
		{"a theme against the terminal", "theme=dark", "COLORFGBG=0;15", dark(terminal.Colors256)},
		{"a light theme", "theme=light", "COLORFGBG=15;0", look{depth: terminal.Colors256}},
		{"a locale of old", "", "LANG=C", look{depth: terminal.Colors256, dark: true, ascii: true}},
		{"signs against the locale", "ascii=false", "LANG=C", dark(terminal.Colors256)},
		{"plain signs", "ascii=true", "", look{depth: terminal.Colors256, dark: true, ascii: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			flags := config.Source{"demo": config.NewSecret("true")}
			if name, text, given := strings.Cut(test.flags, "="); given {
				flags[name] = config.NewSecret(text)
			}
			settings, err := config.Resolve(flags, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			vars := map[string]string{"TERM": "xterm-256color", "LANG": "C.UTF-8"}
			if name, value, ok := strings.Cut(test.env, "="); ok {
				vars[name] = value
			}
			if got := lookOf(settings, func(name string) string { return vars[name] }); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func looks() map[string]look {
	return map[string]look{
		"16 dark": {depth: terminal.Colors16, dark: true}, "16 light": {depth: terminal.Colors16},
		"256 dark": {depth: terminal.Colors256, dark: true}, "256 light": {depth: terminal.Colors256},
		"true dark": {depth: terminal.TrueColor, dark: true}, "true light": {depth: terminal.TrueColor},
		"monochrome": {}, "ascii": {ascii: true},
	}
}

// badgesOf are those of environments that differ in a look: without colour they do in their words
// alone, and so do a demo and what has a name of its own in 16 colours.
func badgesOf(l look) []ui.Tone {
	switch {
	case l.depth == terminal.Monochrome:
		return nil
	case l.depth == terminal.Colors16 && l.dark:
		return []ui.Tone{ui.Demo, ui.Prod, ui.Lab}
	}
	return []ui.Tone{ui.Demo, ui.Prod, ui.Lab, ui.Label}
}

// Every look tells what has to be told apart, and keeps to the depth.
func TestEveryLookTellsTheTonesApart(t *testing.T) {
	for name, l := range looks() {
		t.Run(name, func(t *testing.T) {
			theme := newTheme(newRenderer(io.Discard, l.depth), l)
			for _, different := range [][]ui.Tone{{ui.Plain, ui.Over, ui.Blocked}, {ui.Plain, ui.Notice}, {ui.Plain, ui.New}, {ui.Strong, ui.Changed}, badgesOf(l)} {
				seen := make(map[string]ui.Tone)
				for _, tone := range different {
					drawn := theme.Paint(tone, "x")
					if other, taken := seen[drawn]; taken {
						t.Errorf("tones %d and %d are both %q", other, tone, drawn)
					}
					seen[drawn] = tone
				}
			}
			for _, on := range []ui.Ground{ui.OnRow, ui.OnChoice, ui.OnRefused} {
				if drawn := theme.PaintOn(on, ui.Plain, "x"); drawn == "x" {
					t.Errorf("ground %d is not seen", on)
				}
			}
			if badge := theme.PaintOn(ui.OnProd, ui.Prod, "x"); badge == theme.PaintOn(ui.OnProd, ui.Strong, "x") {
				t.Errorf("the badge is not seen on the line of the same colour: %q", badge)
			}
			for on := range grounds() {
				for tone := range inks() {
					drawn := theme.PaintOn(on, tone, "x")
					if rich := strings.Contains(drawn, "8;2;"); rich && l.depth != terminal.TrueColor {
						t.Errorf("tone %d on %d is %q", tone, on, drawn)
					}
					if l.depth < terminal.Colors256 && strings.Contains(drawn, "8;5;") || l.depth == terminal.Monochrome && strings.ContainsAny(drawn, "39") {
						t.Errorf("tone %d on %d is %q", tone, on, drawn)
					}
				}
			}
		})
	}
}

// What is left of a bar and what is beyond its limit are thin signs where there are no blocks:
// they are as bright as the lines and findings around them.
func TestSignsOfBarsAreSeen(t *testing.T) {
	for name, l := range looks() {
		for _, ascii := range []bool{false, true} {
			l.ascii = ascii
			theme := newTheme(newRenderer(io.Discard, l.depth), l)
			if !ascii && l.depth > terminal.Colors16 {
				continue // blocks on a track
			}
			if track, line := theme.Paint(ui.Track, "."), theme.Paint(ui.Faint, "."); track != line {
				t.Errorf("%s, ascii %v: the track is %q, a line %q", name, ascii, track, line)
			}
			if beyond, word := theme.Paint(ui.BarOver, "!"), theme.Paint(ui.Over, "!"); ascii && beyond != word {
				t.Errorf("%s: beyond the limit is %q, its word %q", name, beyond, word)
			}
		}
	}
}

// Text is readable on every ground that it stands on, also on the grounds that terminals
// have: at least 4.5 to 1, as the web's guidelines ask for (WCAG 2.1, 1.4.3).
func TestTextStandsOutFromItsGround(t *testing.T) {
	const least = 4.5
	terminals := map[bool][]string{
		true:  {"#000000", "#1e1e1e", "#282c34", "#002b36"}, // black, two editors' greys, Solarized
		false: {"#ffffff", "#f6f8fa", "#fdf6e3"},
	}
	words := []ui.Tone{
		ui.Muted, ui.Good, ui.Unknown, ui.Notice, ui.Full, ui.Over, ui.Failed, ui.Live, ui.Selected, ui.Title,
		ui.Sorted, ui.Accent, ui.Match, ui.Changed,
	}
	for name, l := range looks() {
		if l.depth < terminal.Colors256 {
			continue // the user's own palette
		}
		t.Run(name, func(t *testing.T) {
			check := func(what string, text, below shades) {
				t.Helper()
				behind := terminals[l.dark]
				if own := below.in(l); own != "" {
					behind = []string{own}
				}
				colour := text.in(l)
				for _, ground := range behind {
					if colour == "" {
						colour = map[bool]string{true: "#d0d0d0", false: "#000000"}[l.dark]
					}
					if got := contrast(t, colour, ground); got < least {
						t.Errorf("%s: %s on %s: %.1f to 1", what, colour, ground, got)
					}
				}
			}
			for _, tone := range words {
				i := inks()[tone]
				check("tone "+strconv.Itoa(int(tone)), i.text, shades{})
				for on, g := range grounds() {
					text := i.text
					if g.text != (shades{}) || g.quiet && text == muted() {
						text = g.text
					}
					if on == ui.OnButton && tone != ui.Accent && tone != ui.Muted {
						continue // a button names its key and what it does
					}
					check("tone "+strconv.Itoa(int(tone))+" on ground "+strconv.Itoa(int(on)), text, g.colour)
				}
			}
			for tone, i := range inks() {
				if i.ground != (shades{}) {
					check("badge "+strconv.Itoa(int(tone)), i.text, i.ground)
				}
			}
			for on, g := range grounds() {
				check("ground "+strconv.Itoa(int(on)), g.text, g.colour)
			}
		})
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	one, other := luminance(t, a), luminance(t, b)
	return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

// luminance is that of a colour in hexadecimal, or of xterm's 256 from the cube on.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	c := termenv.TrueColor.Color(colour)
	if _, ofUser := c.(termenv.ANSIColor); c == nil || ofUser {
		t.Fatalf("colour %q is none of the cube or the greys", colour)
	}
	r, g, b := termenv.ConvertToRGB(c).LinearRgb()
	return 0.2126*r + 0.7152*g + 0.0722*b
}
