package terminal

import (
	"strings"
	"testing"
)

// with looks variables up that are given as "NAME=value".
func with(variables ...string) func(string) string {
	return func(name string) string {
		for _, variable := range variables {
			if key, value, _ := strings.Cut(variable, "="); key == name {
				return value
			}
		}
		return ""
	}
}

func TestDepthOf(t *testing.T) {
	for env, want := range map[string]Depth{
		"TERM=xterm":          Colors16,
		"TERM=xterm-256color": Colors256,
		"TERM=xterm-256color COLORTERM=truecolor":                    TrueColor,
		"TERM=xterm-256color COLORTERM=24bit":                        TrueColor,
		"TERM=xterm-256color COLORTERM=yes":                          Colors256,
		"TERM=xterm-direct":                                          TrueColor,
		"TERM=xterm-kitty":                                           TrueColor,
		"TERM=tmux":                                                  Colors16,
		"TERM=tmux-256color":                                         Colors256,
		"TERM=tmux-256color COLORTERM=truecolor":                     TrueColor,
		"TERM=screen":                                                Colors16,
		"TERM=screen COLORTERM=truecolor":                            Colors16,
		"TERM=screen-256color":                                       Colors256,
		"TERM=screen-256color COLORTERM=truecolor":                   Colors256,
		"TERM=screen-256color COLORTERM=truecolor TERM_PROGRAM=tmux": TrueColor,
		"TERM=screen.xterm-256color":                                 Colors256,
		"TERM=linux":                                                 Colors16,
		"TERM=rxvt":                                                  Colors16,
		"TERM=vt100":                                                 Monochrome,
		"TERM=vt220":                                                 Monochrome,
		"TERM=xterm-mono":                                            Monochrome,
		"TERM=something-new":                                         Colors16,
	} {
		if got := DepthOf(with(strings.Fields(env)...)); got != want {
			t.Errorf("%s: %v, want %v", env, got, want)
		}
	}
}

func TestBackground(t *testing.T) {
	for value, want := range map[string][2]bool{
		"": {}, "15;0": {true, true}, "0;15": {false, true}, "0;default;15": {false, true}, "15;default;0": {true, true},
		"12;8": {true, true}, "0;7": {false, true}, "15;default": {}, "7": {}, "0;99": {}, "0;-1": {}, "x;y": {},
	} {
		dark, known := Background(with("COLORFGBG=" + value))
		if got := [2]bool{dark, known}; got != want {
			t.Errorf("%q: dark, known = %v, want %v", value, got, want)
		}
	}
}

func TestNeedsASCII(t *testing.T) {
	for env, want := range map[string]bool{
		"TERM=xterm LANG=C.UTF-8":                           false,
		"TERM=xterm LANG=de_BE.utf8":                        false,
		"TERM=xterm LC_CTYPE=UTF-8":                         false,
		"TERM=xterm LANG=C":                                 true,
		"TERM=xterm LANG=de_DE.ISO-8859-1":                  true,
		"TERM=xterm LANG=de_DE@euro":                        true,
		"TERM=xterm LC_ALL=C LC_CTYPE=C.UTF-8 LANG=C.UTF-8": true,
		"TERM=xterm LC_CTYPE=C.UTF-8 LANG=C":                false,
		"TERM=xterm":                                        true,
		"TERM=linux LANG=C.UTF-8":                           true,
		"TERM=vt100 LANG=C.UTF-8":                           true,
		"TERM=tmux-256color LANG=en_US.UTF-8":               false,
	} {
		if got := NeedsASCII(with(strings.Fields(env)...)); got != want {
			t.Errorf("%s: %v, want %v", env, got, want)
		}
	}
}
