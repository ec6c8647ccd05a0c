package main

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"banyan/internal/config"
	"banyan/internal/terminal"
	"banyan/ui"
)

// look is what the explorer is drawn with.
type look struct {
	depth terminal.Depth
	dark  bool // the terminal's background
	ascii bool // no sign beyond ASCII
}

// lookOf settles what to draw with: what the settings say, and else what the terminal's
// environment does. The terminal itself is asked nothing.
func lookOf(settings config.Settings, env func(string) string) look {
	depth := map[config.Color]terminal.Depth{
		config.ColorNever: terminal.Monochrome, config.Color16: terminal.Colors16,
		config.Color256: terminal.Colors256, config.ColorTrue: terminal.TrueColor,
	}
	l := look{depth: terminal.DepthOf(env), dark: settings.Theme != config.ThemeLight, ascii: settings.Signs == config.ASCII}
	if asked, ok := depth[settings.Color]; ok {
		l.depth = asked
	}
	if dark, known := terminal.Background(env); known && settings.Theme == config.ThemeAuto {
		l.dark = dark
	}
	if settings.Signs == "" {
		l.ascii = terminal.NeedsASCII(env)
	}
	return l
}

// newRenderer returns a renderer of that depth that asks the terminal nothing.
func newRenderer(out io.Writer, depth terminal.Depth) *lipgloss.Renderer {
	profile := map[terminal.Depth]termenv.Profile{
		terminal.Monochrome: termenv.ANSI, // for bold and the like
		terminal.Colors16:   termenv.ANSI, terminal.Colors256: termenv.ANSI256, terminal.TrueColor: termenv.TrueColor,
	}[depth]
	renderer := lipgloss.NewRenderer(out)
	renderer.SetColorProfile(profile)
	renderer.SetHasDarkBackground(true)
	return renderer
}

// newTheme returns every look of the explorer. Without colour the same meanings are
// told by bold, reverse and underline, and always by a glyph and a word.
func newTheme(renderer *lipgloss.Renderer, l look) ui.Theme {
	looks := plainLooks(renderer)
	if l.depth > terminal.Monochrome {
		looks = colourLooks(renderer, paletteOf(l))
	}
	styles := make(map[ui.Tone]ui.Style, len(looks))
	for tone, look := range looks {
		styles[tone] = ui.NewStyle(look.Render)
	}
	return ui.NewTheme(styles, newGlyphs(l.ascii))
}

// palette is the colours of the tones: "3" is an index into the terminal's own palette,
// which follows what its user chose; from "16" on, and in hexadecimal, a colour is the
// same everywhere. An empty one is the terminal's ordinary colour.
type palette struct {
	muted, good, unknown, notice, over, failed, accent string

	blocked, write, label badge
}

// badge is a word on a ground of its own.
type badge struct{ text, ground string }

func paletteOf(l look) palette {
	switch {
	case l.depth == terminal.TrueColor && l.dark:
		return palette{
			muted: "#a3abb8", good: "#8fd694", unknown: "#d9bb6b", notice: "#ffc95c", over: "#ff8078", failed: "#ff8078", accent: "#66ccf5",
			blocked: badge{"#ffffff", "#b3261e"}, write: badge{"#000000", "#ffc95c"}, label: badge{"#000000", "#66ccf5"},
		}
	case l.depth == terminal.TrueColor:
		return palette{
			muted: "#57606a", good: "#116329", unknown: "#7d4e00", notice: "#8a3f00", over: "#b3121d", failed: "#b3121d", accent: "#0550ae",
			blocked: badge{"#ffffff", "#b3121d"}, write: badge{"#ffffff", "#8a3f00"}, label: badge{"#ffffff", "#0550ae"},
		}
	case l.depth == terminal.Colors256 && l.dark:
		return palette{
			muted: "248", good: "114", unknown: "179", notice: "221", over: "210", failed: "210", accent: "81",
			blocked: badge{"231", "124"}, write: badge{"16", "221"}, label: badge{"16", "81"},
		}
	case l.depth == terminal.Colors256:
		return palette{
			muted: "241", good: "22", unknown: "94", notice: "94", over: "124", failed: "124", accent: "25",
			blocked: badge{"231", "124"}, write: badge{"231", "94"}, label: badge{"231", "25"},
		}
	case l.dark:
		return palette{
			muted: "8", good: "2", unknown: "3", notice: "3", over: "9", failed: "9", accent: "6",
			blocked: badge{"15", "1"}, write: badge{"0", "3"}, label: badge{"0", "6"}, // not the red of what is blocked
		}
	}
	return palette{ // green, yellow and cyan are hard to read on white
		muted: "8", good: "", unknown: "5", notice: "5", over: "1", failed: "1", accent: "4",
		blocked: badge{"15", "1"}, write: badge{"0", "3"}, label: badge{"15", "4"},
	}
}

func colourLooks(renderer *lipgloss.Renderer, p palette) map[ui.Tone]lipgloss.Style {
	look := func(colour string) lipgloss.Style {
		if colour == "" {
			return renderer.NewStyle()
		}
		return renderer.NewStyle().Foreground(lipgloss.Color(colour))
	}
	on := func(b badge) lipgloss.Style { return look(b.text).Background(lipgloss.Color(b.ground)) }
	return map[ui.Tone]lipgloss.Style{
		ui.Muted:    look(p.muted),
		ui.Strong:   renderer.NewStyle().Bold(true),
		ui.Good:     look(p.good),
		ui.Unknown:  look(p.unknown),
		ui.Notice:   look(p.notice).Bold(true),
		ui.Over:     look(p.over).Bold(true),
		ui.Blocked:  on(p.blocked).Bold(true),
		ui.Failed:   look(p.failed),
		ui.Selected: look(p.accent).Bold(true),
		ui.Title:    renderer.NewStyle().Bold(true).Underline(true),
		ui.Accent:   look(p.accent).Bold(true),
		ui.ReadOnly: look(p.good).Bold(true),
		ui.Write:    on(p.write), // bold black is grey on many terminals
		ui.Label:    on(p.label),
	}
}

func plainLooks(renderer *lipgloss.Renderer) map[ui.Tone]lipgloss.Style {
	bold := renderer.NewStyle().Bold(true)
	return map[ui.Tone]lipgloss.Style{
		ui.Strong: bold, ui.Notice: bold, ui.Over: bold, ui.Failed: bold, ui.Selected: bold, ui.Accent: bold, ui.ReadOnly: bold,
		ui.Title:   bold.Underline(true),
		ui.Blocked: bold.Reverse(true), ui.Write: bold.Reverse(true), ui.Label: bold.Reverse(true),
	}
}

func newGlyphs(ascii bool) ui.Glyphs {
	if ascii {
		return ui.Glyphs{
			Cursor: ">", Good: "=", Over: "^", Blocked: "X", Notice: "!", Failed: "x", Unknown: "?",
			SortUp: "^", SortDown: "v", Folded: "+", Unfolded: "-",
			BarFull: "#", BarEmpty: ".", BarOver: "!", Rule: "-", More: "~", PathSep: ">",
			Spinner: []string{"|", "/", "-", "\\"},
		}
	}
	return ui.Glyphs{
		Cursor: "▸", Good: "✓", Over: "▲", Blocked: "■", Notice: "!", Failed: "✗", Unknown: "…",
		SortUp: "↑", SortDown: "↓", Folded: "▸", Unfolded: "▾",
		BarFull: "█", BarEmpty: "░", BarOver: "▓", Rule: "─", More: "…", PathSep: ">",
		Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	}
}
