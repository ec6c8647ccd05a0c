package main

import (
	"io"
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

// Every palette tells what has to be told apart, and keeps to the depth.
func TestEveryLookTellsTheTonesApart(t *testing.T) {
	for name, l := range looks() {
		t.Run(name, func(t *testing.T) {
			theme := newTheme(newRenderer(io.Discard, l.depth), l)
			seen := make(map[string]ui.Tone)
			for _, tone := range []ui.Tone{ui.Plain, ui.Over, ui.Blocked} {
				drawn := theme.Paint(tone, "x")
				if other, taken := seen[drawn]; taken {
					t.Errorf("tones %d and %d are both %q", other, tone, drawn)
				}
				seen[drawn] = tone
			}
			for tone := ui.Plain; tone <= ui.Label; tone++ {
				drawn := theme.Paint(tone, "x")
				if rich := strings.Contains(drawn, "8;2;"); rich != (l.depth == terminal.TrueColor && strings.Contains(drawn, "8;")) {
					t.Errorf("tone %d is %q", tone, drawn)
				}
				if l.depth < terminal.Colors256 && strings.Contains(drawn, "8;5;") || l.depth == terminal.Monochrome && strings.ContainsAny(drawn, "39") {
					t.Errorf("tone %d is %q", tone, drawn)
				}
			}
		})
	}
}

// Text is readable on the grounds that terminals have: at least 4.5 to 1, as the web's
// guidelines ask for (WCAG 2.1, 1.4.3).
func TestTextStandsOutFromItsGround(t *testing.T) {
	const least = 4.5
	grounds := map[bool][]string{
		true:  {"#000000", "#1e1e1e", "#282c34", "#002b36"}, // black, two editors' greys, Solarized
		false: {"#ffffff", "#f6f8fa", "#fdf6e3"},
	}
	for name, l := range looks() {
		if l.depth < terminal.Colors256 {
			continue // the user's own palette
		}
		t.Run(name, func(t *testing.T) {
			p := paletteOf(l)
			for what, colour := range map[string]string{
				"muted": p.muted, "good": p.good, "unknown": p.unknown, "notice": p.notice, "over": p.over, "failed": p.failed, "accent": p.accent,
			} {
				for _, ground := range grounds[l.dark] {
					if got := contrast(t, colour, ground); got < least {
						t.Errorf("%s %s on %s: %.1f to 1", what, colour, ground, got)
					}
				}
			}
			for what, b := range map[string]badge{"blocked": p.blocked, "write": p.write, "label": p.label} {
				if got := contrast(t, b.text, b.ground); got < least {
					t.Errorf("%s: %.1f to 1", what, got)
				}
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
