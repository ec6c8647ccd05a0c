package main

import (
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"banyan/internal/config"
	"banyan/internal/terminal"
	"banyan/ui"
)

func TestLookOf(t *testing.T) {
	dark := func(depth terminal.Depth) look { return look{depth: depth, dark: true} }
	for _, test := range []struct {
		name     string
		settings config.Settings
		env      string
		want     look
	}{
		{"what the terminal says", config.Settings{}, "", dark(terminal.Colors256)},
		{"all colours", config.Settings{}, "COLORTERM=truecolor", dark(terminal.TrueColor)},
		{"none", config.Settings{Color: config.ColorNever}, "COLORTERM=truecolor", dark(terminal.Monochrome)},
		{"sixteen", config.Settings{Color: config.Color16}, "COLORTERM=truecolor", dark(terminal.Colors16)},
		{"256", config.Settings{Color: config.Color256}, "COLORTERM=truecolor", dark(terminal.Colors256)},
		{"true", config.Settings{Color: config.ColorTrue}, "", dark(terminal.TrueColor)},
		{"a light terminal", config.Settings{}, "COLORFGBG=0;15", look{depth: terminal.Colors256}},
		{"a theme against the terminal", config.Settings{Theme: config.ThemeDark}, "COLORFGBG=0;15", dark(terminal.Colors256)},
		{"a light theme", config.Settings{Theme: config.ThemeLight}, "COLORFGBG=15;0", look{depth: terminal.Colors256}},
		{"a locale of old", config.Settings{}, "LANG=C", look{depth: terminal.Colors256, dark: true, ascii: true}},
		{"signs against the locale", config.Settings{Signs: config.Unicode}, "LANG=C", dark(terminal.Colors256)},
		{"plain signs", config.Settings{Signs: config.ASCII}, "", look{depth: terminal.Colors256, dark: true, ascii: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			flags := config.Source{}
			for name, text := range map[string]string{
				"demo": "true", "color": string(test.settings.Color), "theme": string(test.settings.Theme),
				"ascii": map[config.Signs]string{config.ASCII: "true", config.Unicode: "false"}[test.settings.Signs],
			} {
				if err := flags.Set(name, text); text != "" && err != nil {
					t.Fatal(err)
				}
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
	lighter, darker := luminance(t, a), luminance(t, b)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	r, g, b := rgb(t, colour)
	linear := func(c float64) float64 {
		if c /= 255; c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// rgb returns a colour in hexadecimal, or of xterm's 256 from the cube on.
func rgb(t *testing.T, colour string) (r, g, b float64) {
	t.Helper()
	hex, isHex := strings.CutPrefix(colour, "#")
	if isHex {
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		return float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)
	}
	n, err := strconv.Atoi(colour)
	if err != nil || n < 16 || n > 255 {
		t.Fatalf("colour %q is none of the cube or the greys: %v", colour, err)
	}
	if n >= 232 {
		grey := float64(8 + 10*(n-232))
		return grey, grey, grey
	}
	step := func(i int) float64 {
		if i == 0 {
			return 0
		}
		return float64(55 + 40*i)
	}
	n -= 16
	return step(n / 36), step(n / 6 % 6), step(n % 6)
}
