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
	inks, grounds := inks(), grounds()
	if l.ascii { // a bar is of thin signs, not of blocks
		inks[ui.Track] = ink{text: faint(), keeps: true}
		inks[ui.BarOver] = ink{text: over(), keeps: true, marks: bold, plain: bold}
	}
	made := map[drawn]ui.Style{} // many tones look the same on many grounds
	return ui.NewTheme(func(on ui.Ground, tone ui.Tone) ui.Style {
		d := l.drawn(inks[tone], grounds[on])
		style, known := made[d]
		if !known {
			style = ui.NewStyle(d.style(renderer.NewStyle()).Render)
			made[d] = style
		}
		return style
	}, newGlyphs(l))
}

// shades is a colour in true colour, of xterm's 256 and of the terminal's own 16, which
// follow what its user chose; each on dark terminals and on light ones. An empty one is
// the terminal's ordinary colour.
type shades struct{ dark, dark256, dark16, light, light256, light16 string }

// in returns the colour that a look has of it, empty for the ordinary one.
func (s shades) in(l look) string {
	var dark, light string
	switch l.depth {
	case terminal.TrueColor:
		dark, light = s.dark, s.light
	case terminal.Colors256:
		dark, light = s.dark256, s.light256
	case terminal.Colors16:
		dark, light = s.dark16, s.light16
	}
	if l.dark {
		return dark
	}
	return light
}

// attributes are what stands for colour where there is none.
type attributes int

const (
	bold attributes = 1 << iota
	reverse
	underline
)

// ink is how a tone is drawn.
type ink struct {
	text, ground shades
	keeps        bool       // its own ground on every other: a badge, a bar
	marks        attributes // in colour
	plain        attributes // without
}

// ground is what text stands on. In 16 colours one without a colour of its own is
// reversed, as it is without any.
type ground struct {
	colour, text shades     // a zero text: each tone has its own
	quiet        bool       // muted and faint text is ordinary here
	marks        attributes // of the text
	reversed     bool
}

// drawn is how text is drawn: its colour, that below it, and what stands for colour.
type drawn struct {
	text, ground string
	marks        attributes
}

func (d drawn) style(style lipgloss.Style) lipgloss.Style {
	style = style.Bold(d.marks&bold > 0).Reverse(d.marks&reverse > 0).Underline(d.marks&underline > 0)
	if d.text != "" {
		style = style.Foreground(lipgloss.Color(d.text))
	}
	if d.ground != "" {
		style = style.Background(lipgloss.Color(d.ground))
	}
	return style
}

// drawn returns how an ink is drawn on a ground.
func (l look) drawn(i ink, on ground) drawn {
	text, below, marks := i.text, i.ground, i.marks
	if l.depth == terminal.Monochrome {
		marks = i.plain
	}
	switch {
	case !i.keeps:
		below, marks = on.colour, marks|on.marks
		if on.text != (shades{}) || on.quiet && (text == muted() || text == faint()) {
			text = on.text
		}
		if below.in(l) == "" && on.reversed {
			text, marks = shades{}, marks|reverse
		}
	case l.depth == terminal.Monochrome && on.reversed:
		marks &^= reverse // what is reversed on a reversed ground is not seen
	case l.depth == terminal.Colors16 && below.in(l) != "" && below.in(l) == on.colour.in(l):
		marks |= reverse // nor is a badge on a line of its own colour
	}
	if l.depth == terminal.Colors16 && text.in(l) == "0" {
		marks &^= bold // bold black is grey on many terminals
	}
	return drawn{text: text.in(l), ground: below.in(l), marks: marks}
}

func muted() shades  { return shades{"#98a1b2", "248", "", "#59616e", "241", ""} }
func faint() shades  { return shades{"#4a5262", "239", "8", "#b4bcc8", "250", "8"} }
func accent() shades { return shades{"#7cc4fa", "117", "14", "#0a58ca", "26", "4"} }
func over() shades   { return shades{"#ff8a80", "210", "9", "#b3121d", "124", "1"} }

// inks returns how each tone is drawn.
func inks() map[ui.Tone]ink {
	badge := func(text, ground shades) ink {
		return ink{text: text, ground: ground, keeps: true, marks: bold, plain: bold | reverse}
	}
	bar := func(fill shades) ink { return ink{text: fill, keeps: true} }
	white := shades{"#ffffff", "231", "15", "#ffffff", "231", "15"}
	return map[ui.Tone]ink{
		ui.Muted:    {text: muted()},
		ui.Faint:    {text: faint()},
		ui.Strong:   {marks: bold, plain: bold},
		ui.Good:     {text: shades{"#8ccf8c", "114", "10", "#1a6b2f", "22", "2"}},
		ui.Unknown:  {text: shades{"#c3a6f2", "183", "13", "#6f3fb5", "55", "5"}},
		ui.Notice:   {text: shades{"#eebf62", "221", "11", "#8a4b00", "94", "5"}, marks: bold, plain: bold},
		ui.Full:     {text: shades{"#d9ae60", "179", "11", "#8a4b00", "94", "5"}},
		ui.Over:     {text: over(), marks: bold, plain: bold},
		ui.Failed:   {text: over(), marks: bold, plain: bold},
		ui.Live:     {text: shades{"#6fcdbf", "79", "14", "#0b6e63", "23", "6"}},
		ui.Selected: {text: accent(), marks: bold, plain: bold},
		ui.Title:    {text: muted()},
		ui.Sorted:   {text: accent(), marks: bold, plain: underline},
		ui.Section:  {marks: bold, plain: bold},
		ui.Accent:   {text: accent(), marks: bold, plain: bold},
		ui.Match:    {text: accent(), marks: bold | underline, plain: bold | underline},
		ui.Changed:  {text: accent(), marks: bold, plain: bold | underline},
		ui.Edge:     {text: shades{"117", "117", "14", "26", "26", "4"}}, // short: it is sent with every line of a dialog
		ui.Dim:      {text: shades{"240", "240", "8", "248", "248", "7"}},

		ui.Blocked:  badge(white, shades{"#b3261e", "124", "1", "#b3121d", "124", "1"}),
		ui.ReadOnly: {text: shades{"#8ccf8c", "114", "10", "#1a6b2f", "22", "2"}, ground: shades{"#24382a", "236", "", "#dcefe0", "194", ""}, keeps: true, marks: bold, plain: bold},
		ui.Write:    badge(shades{"#1b1405", "16", "0", "#ffffff", "231", "0"}, shades{"#eebf62", "221", "3", "#8a4b00", "94", "3"}),
		ui.Demo:     badge(shades{"#06212b", "16", "0", "#ffffff", "231", "0"}, shades{"#66c7de", "80", "6", "#0b6a80", "24", "6"}),
		ui.Prod:     badge(white, shades{"#c4342b", "160", "1", "#b3121d", "124", "1"}),
		ui.Lab:      badge(shades{"#08210c", "16", "0", "#ffffff", "231", "0"}, shades{"#7cc27c", "114", "2", "#1a6b2f", "22", "2"}),
		ui.Label:    badge(shades{"#071c30", "16", "0", "#ffffff", "231", "15"}, shades{"#7cc4fa", "117", "6", "#0a58ca", "26", "4"}),
		ui.Old:      {text: shades{"#e5aaa4", "181", "7", "#82071e", "88", "8"}, ground: shades{"#3b2629", "52", "", "#ffe1de", "224", ""}, keeps: true},
		ui.New:      {text: shades{"#b0e6b4", "157", "10", "#0a4f1c", "22", "2"}, ground: shades{"#1e3a28", "22", "", "#d3f3d9", "194", ""}, keeps: true, marks: bold, plain: bold},

		ui.BarGiven:   bar(shades{"#50749f", "67", "12", "#5a86bd", "67", "4"}),
		ui.BarSecond:  bar(shades{"#86a5cc", "110", "6", "#3d6aa6", "25", "6"}),
		ui.BarFull:    bar(shades{"#b98d42", "136", "3", "#b5780e", "136", "3"}),
		ui.BarOver:    bar(shades{"#d4524a", "167", "9", "#cc2f2a", "160", "1"}),
		ui.BarLive:    bar(shades{"#3f9488", "72", "6", "#2b9183", "30", "6"}),
		ui.BarSoFar:   bar(shades{"#8d73bd", "97", "5", "#8a63c4", "97", "5"}),
		ui.BarWas:     bar(shades{"#626a78", "242", "8", "#b9c0ca", "250", "7"}),
		ui.BarStandby: bar(shades{"#4a505c", "240", "8", "#a9b2bf", "248", "8"}),
		ui.Track:      bar(shades{"#2c323d", "236", "8", "#dde2e9", "254", "8"}),
	}
}

// grounds returns what text stands on.
func grounds() map[ui.Ground]ground {
	strip := func(colour, text shades) ground { return ground{colour: colour, text: text, reversed: true} }
	return map[ui.Ground]ground{
		ui.OnRow:    {colour: shades{"#26344a", "237", "", "#dbe7f7", "254", ""}, quiet: true, reversed: true},
		ui.OnBand:   {colour: shades{"#1f242d", "235", "", "#eceff3", "255", ""}},
		ui.OnProd:   strip(shades{"#4a1f22", "52", "1", "#f9dcdc", "224", "1"}, shades{"#ffffff", "231", "15", "#5c1013", "52", "15"}),
		ui.OnDialog: {colour: shades{"#1b1f27", "234", "", "", "", ""}},
		ui.OnButton: {colour: shades{"#2b3340", "237", "", "#e6eaf0", "254", ""}},
		ui.OnChoice: {
			colour: accent(), text: shades{"#0c1a28", "16", "0", "#ffffff", "231", "15"}, marks: bold, reversed: true,
		},
		ui.OnAlarm: {
			colour: shades{"#c4342b", "160", "1", "#b3121d", "124", "1"}, text: shades{"#ffffff", "231", "15", "#ffffff", "231", "15"}, marks: bold, reversed: true,
		},
		ui.OnCell: {colour: shades{"#2b3340", "237", "", "#e6eaf0", "254", ""}},
		ui.OnBad: { // not reversed: the one cell that is has the keys
			colour: shades{"#4a2325", "52", "", "#ffdcd9", "224", ""}, text: over(), marks: bold,
		},
		ui.OnSaved:     strip(shades{"#1e4a2b", "22", "2", "#c9efd0", "194", "2"}, shades{"#d9f5db", "194", "0", "#0a4f1c", "22", "0"}),
		ui.OnRefused:   strip(shades{"#7a231f", "88", "1", "#ffd0cb", "224", "1"}, shades{"#ffe6e3", "231", "15", "#5c1013", "52", "15"}),
		ui.OnOvertaken: strip(shades{"#66480d", "94", "3", "#ffe3a8", "223", "3"}, shades{"#ffe9b8", "231", "0", "#4a2e00", "58", "0"}),
		ui.OnUnknown:   strip(shades{"#4a3573", "54", "5", "#e4d5ff", "225", "5"}, shades{"#f0e6ff", "225", "15", "#3f1f7a", "54", "15"}),
		ui.OnWhatIf:    strip(shades{"#1d3a57", "24", "6", "#cfe3fb", "153", "4"}, shades{"#d7ecff", "231", "0", "#0a2f5c", "17", "15"}),
	}
}

func newGlyphs(l look) ui.Glyphs {
	if l.ascii {
		return ui.Glyphs{
			Cursor: ">", Good: "=", Over: "^", Blocked: "X", Notice: "!", Full: "%", Failed: "x", Unknown: "?",
			SortUp: "^", SortDown: "v", Folded: "+", Unfolded: "-",
			BarFull: "#", BarNear: "=", BarEmpty: ".", BarOver: "!", Down: "x", Rule: "-", Twig: "-", LastTwig: "`", Thumb: "|", More: "~", PathSep: ">", Dot: "-", To: "->", Changed: "*", Chosen: "*", Unchosen: "o",
			Less: "<", Greater: ">", Caret: "_", Between: "|", Hidden: "*", AtLeast: ">=", AtMost: "<=", Infinite: "-",
			Frame:   ui.Frame{Side: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", Left: "+", Right: "+", Tee: "+"},
			Spark:   []string{"_", ".", ":", "-", "=", "+", "*", "#"},
			Spinner: []string{"|", "/", "-", "\\"},
		}
	}
	glyphs := ui.Glyphs{
		Cursor: "▸", Good: "✓", Over: "▲", Blocked: "■", Notice: "!", Full: "◆", Failed: "✗", Unknown: "…",
		SortUp: "↑", SortDown: "↓", Folded: "▸", Unfolded: "▾",
		BarFull: "▆", BarNear: "▆", BarEmpty: "▆", BarOver: "▆", Down: "▒", Rule: "─", Twig: "╴", LastTwig: "└", Thumb: "┃", More: "…", PathSep: "›", Dot: "·", To: "→", Changed: "∙", Chosen: "●", Unchosen: "○",
		Less: "‹", Greater: "›", Caret: "▏", Between: "▏", Hidden: "•", AtLeast: "≥", AtMost: "≤", Infinite: "∞",
		Frame:   ui.Frame{Side: "│", TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯", Left: "├", Right: "┤", Tee: "┬"},
		Spark:   []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	}
	switch l.depth {
	case terminal.Monochrome:
		glyphs.BarFull, glyphs.BarNear, glyphs.BarEmpty, glyphs.BarOver = "▒", "▓", "·", "█"
	case terminal.Colors16:
		glyphs.BarEmpty = "·"
	}
	return glyphs
}
