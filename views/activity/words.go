package activity

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/ui"
	"banyan/views/page"
)

// clockFormat tells when a request left.
const clockFormat = "15:04:05.000"

// target is the path of a request with its query, as it was sent.
func target(a request) string {
	if a.Query == "" {
		return a.Path
	}
	return a.Path + "?" + a.Query
}

// ms is a duration in whole milliseconds.
func ms(d time.Duration) string {
	return strconv.FormatInt(d.Round(time.Millisecond).Milliseconds(), 10)
}

// isPending reports whether the latest try has no answer yet.
func isPending(a request) bool { return !a.Last().Ended }

// answer is the status of a try, or why there was none, with its sign.
func answer(glyphs ui.Glyphs, try apiclient.Try) ui.Cell {
	problem := try.Problem()
	switch {
	case !try.Ended:
		return ui.Cell{Text: glyphs.Unknown + " on its way", Tone: ui.Live}
	case problem == nil:
		return ui.Cell{Text: "  " + strconv.Itoa(try.Status)}
	case problem.Kind == apiclient.Canceled:
		return ui.Cell{Text: "  given up", Tone: ui.Muted}
	case problem.Kind == apiclient.NotAssigned:
		return ui.Cell{Text: "  " + strconv.Itoa(try.Status), Tone: ui.Muted}
	case try.Status == 0:
		return ui.Cell{Text: glyphs.Failed + " no answer: " + try.Outcome(), Tone: ui.Failed}
	case try.Status < 400:
		return ui.Cell{Text: fmt.Sprintf("%s %d %s", glyphs.Failed, try.Status, try.Outcome()), Tone: ui.Failed}
	case try.Status < 500:
		return ui.Cell{Text: fmt.Sprintf("%s %d", glyphs.Notice, try.Status), Tone: ui.Notice}
	}
	return ui.Cell{Text: fmt.Sprintf("%s %d", glyphs.Failed, try.Status), Tone: ui.Failed}
}

// again is what follows an answer where the request is to be sent once more.
func again(a request) string {
	if !a.Done && a.Last().Ended {
		return ", to be sent again"
	}
	return ""
}

// columns are those of the list, the last ones in files and where all are shown.
func columns(glyphs ui.Glyphs) []ui.Column[request] {
	text := func(of func(request) string) func(request) ui.Cell {
		return func(a request) ui.Cell { return ui.Cell{Text: of(a), Tone: ui.Muted} }
	}
	number := func(of func(request) int64) (func(request) ui.Cell, func(request) (float64, bool)) {
		cell := func(a request) ui.Cell {
			switch n := of(a); {
			case isPending(a) && n == 0:
				return ui.Cell{Text: page.NotApplicable, Tone: ui.Muted}
			case n == 0:
				return ui.Cell{Text: "0", Tone: ui.Muted}
			default:
				return ui.Cell{Text: strconv.FormatInt(n, 10)}
			}
		}
		return cell, func(a request) (float64, bool) { n := of(a); return float64(n), !isPending(a) || n > 0 }
	}
	took, tookNumber := number(func(a request) int64 { return a.Duration().Round(time.Millisecond).Milliseconds() })
	size, sizeNumber := number(func(a request) int64 { return a.Last().Bytes })
	slot, slotNumber := number(func(a request) int64 { return a.Slot().Round(time.Millisecond).Milliseconds() })
	held, heldNumber := number(func(a request) int64 { return a.Held().Round(time.Millisecond).Milliseconds() })
	return []ui.Column[request]{
		{
			Key: "time", Title: "TIME", About: "when it was sent first", Cell: text(func(a request) string { return a.At().Local().Format(time.TimeOnly) }),
			Number: func(a request) (float64, bool) { return float64(a.Number), true },
			Full:   func(a request) string { return a.At().Local().Format("2006-01-02T15:04:05.000Z07:00") },
		},
		{Key: "method", Title: "METHOD", Cell: func(a request) ui.Cell {
			if a.Method == "GET" {
				return ui.Cell{Text: a.Method, Tone: ui.Muted}
			}
			return ui.Cell{Text: a.Method, Tone: ui.Strong} // it may change something
		}},
		{
			Key: "path", Title: "PATH", About: "below the prefix; ids are found too", Min: 40, Max: 90, Flex: true, Middle: true,
			Cell: func(a request) ui.Cell { return ui.Cell{Text: a.Template} },
			Also: func(a request) string { return strings.Join([]string{a.Op, a.Path, plain(a)}, "\n") },
		},
		{
			Key: "status", Title: "  STATUS", About: "of the answer, or why there is none", Min: 8, Max: 34, Flex: true,
			Cell: func(a request) ui.Cell {
				cell := answer(glyphs, a.Last())
				switch {
				case isPending(a):
					cell.Text = glyphs.Unknown
				case again(a) != "":
					cell.Text += " " + glyphs.Unknown
				}
				return cell
			},
			Number: func(a request) (float64, bool) { return float64(a.Status()), a.Status() > 0 },
			Full: func(a request) string {
				if a.Status() == 0 {
					return strings.TrimSpace(answer(ui.Glyphs{}, a.Last()).Text)
				}
				return strconv.Itoa(a.Status())
			},
		},
		{Key: "ms", Title: "MS", About: "what the platform took, all tries together", Right: true, Min: 5, Cell: took, Number: tookNumber},
		{Key: "tries", Title: "TRIES", About: "how often it was sent", Right: true, Priority: 3, Cell: func(a request) ui.Cell {
			if n := len(a.Tries()); n > 1 {
				return ui.Cell{Text: strconv.Itoa(n), Tone: ui.Notice}
			}
			return ui.Cell{Text: "1", Tone: ui.Muted}
		}, Number: func(a request) (float64, bool) { return float64(len(a.Tries())), true }},
		{Key: "bytes", Title: "BYTES", About: "of the answer, unpacked", Right: true, Min: 7, Priority: 4, Cell: size, Number: sizeNumber},
		{Key: "wait", Title: "WAIT", About: "ms that it waited for a slot", Right: true, Min: 5, Priority: 5, Cell: slot, Number: slotNumber},
		{Key: "for", Title: "FOR", About: "screen, scan, save, login", Min: 6, Priority: 2, Cell: text(func(a request) string { return string(a.Purpose) })},
		{Key: "held", Title: "HELD", About: "ms that it was held back by a pace, a rate or a pause", Right: true, Min: 5, Wide: true, From: 130, Priority: 6, Cell: held, Number: heldNumber},
		{Key: "priority", Title: "PRIORITY", About: "what others go before", Wide: true, From: 130, Priority: 7, Cell: text(func(a request) string { return a.Priority() })},
		{Key: "what", Title: "WHAT", Min: 20, Max: 80, Flex: true, Wide: true, From: 180, Priority: 8, Cell: text(func(a request) string { return a.Op })},
		{Key: "address", Title: "ADDRESS", Min: 20, Max: 120, Flex: true, Wide: true, Cell: text(target)},
		{Key: "outcome", Title: "OUTCOME", Wide: true, Cell: text(outcome)},
		{Key: "cause", Title: "CAUSE", Min: 20, Max: 120, Flex: true, Wide: true, Cell: text(func(a request) string { return failureText(a.Last()) })},
		{Key: "request", Title: "REQUEST", About: "its number, as in the log", Right: true, Wide: true, Cell: text(id), Number: func(a request) (float64, bool) { return float64(a.Number), true }},
		{Key: "host", Title: "HOST", Wide: true, Cell: text(func(a request) string { return a.Host })},
	}
}

// plain is where a request went as people read it.
func plain(a request) string {
	text := target(a)
	if read, err := url.PathUnescape(text); err == nil {
		return read
	}
	return text
}

func outcome(a request) string {
	try := a.Last()
	if !try.Ended {
		return ""
	}
	return try.Outcome()
}

// failureText is why a try failed, in words; empty where it did not, or where the answer says no more.
func failureText(try apiclient.Try) string {
	var words []string
	for _, cause := range try.Causes() {
		switch cause[0] {
		case "outcome":
		case "code":
			if cause[1] != strconv.Itoa(try.Status) {
				words = append(words, "code "+cause[1])
			}
		case "request_id":
			words = append(words, "request "+cause[1])
		default:
			words = append(words, cause[1])
		}
	}
	return strings.Join(words, "; ")
}

// status tells a request in a line: what it does, and how that ended.
func status(glyphs ui.Glyphs, a request) ui.Cell {
	end := answer(glyphs, a.Last())
	sign, word, _ := strings.Cut(strings.TrimLeft(end.Text, " "), " ")
	cell := ui.Cell{Text: page.Capitalised(a.Op), Then: []ui.Cell{{Text: ": ", Tone: ui.Muted}}}
	switch problem := a.Last().Problem(); {
	case problem != nil && problem.Kind == apiclient.NotAssigned:
		cell.Then = append(cell.Then, ui.Cell{Text: strings.TrimLeft(end.Text, " ") + ", " + a.Last().Outcome(), Tone: end.Tone})
		return cell
	case problem == nil, problem.Kind == apiclient.Canceled:
		cell.Then = append(cell.Then, ui.Cell{Text: strings.TrimLeft(end.Text, " ") + again(a), Tone: end.Tone})
		return cell
	}
	cell = ui.Cell{Text: sign + " ", Tone: end.Tone, Then: append([]ui.Cell{{Text: cell.Text}}, cell.Then...)}
	return page.Joined(ui.Cell{Text: ": ", Tone: ui.Muted}, ui.Cell{Text: cell.Text, Tone: cell.Tone, Then: append(cell.Then, ui.Cell{Text: word + again(a), Tone: end.Tone})}, ui.Cell{Text: failureText(a.Last())})
}

// text tells a request for a ticket.
func text(a request) []string {
	lines := []string{
		a.Method + " " + a.Host + target(a),
		page.Capitalised(a.Op) + ", for a " + string(a.Purpose) + ", " + a.Priority() + ", request " + id(a),
	}
	for i, try := range a.Tries() {
		line := fmt.Sprintf("Try %d: %s, ", i+1, try.At.Local().Format(page.StampFormat)) + strings.TrimSpace(answer(ui.Glyphs{}, try).Text)
		if try.Ended {
			line += fmt.Sprintf(" after %s ms, %s", ms(try.Duration), ui.Count(int(try.Bytes), "byte"))
		}
		if try.Slot >= time.Millisecond {
			line += ", waited " + ms(try.Slot) + " ms for a slot"
		}
		if try.Held >= time.Millisecond {
			line += ", held back " + ms(try.Held) + " ms"
		}
		lines = append(lines, line)
		for _, cause := range try.Causes() {
			lines = append(lines, "  "+label(cause[0])+": "+cause[1])
		}
	}
	return lines
}

// label is what a cause is called.
func label(name string) string {
	switch name {
	case "request_id":
		return "id at the server"
	case "message":
		return "said"
	}
	return name
}

// meanings explain the list for the help.
func meanings(glyphs ui.Glyphs, _ []string) []ui.Meaning {
	return []ui.Meaning{
		{Word: "the requests"},
		{Mark: ui.Cell{Text: glyphs.Spark[0] + glyphs.Spark[2] + glyphs.Spark[5] + glyphs.Spark[7]}, Text: "requests of each second of the last minute, the latest on the right; amber where one failed, red where most did"},
		{Word: "{tenant}", Text: "stands in a path for the id of one; the preview and enter show the path as it was sent"},
		{Mark: ui.Cell{Text: glyphs.Notice + " 404", Tone: ui.Notice}, Text: "the platform refused it; without a sign: trunking is not assigned there"},
		{Mark: ui.Cell{Text: glyphs.Failed + " 503", Tone: ui.Failed}, Text: "the platform failed, or did not answer"},
		{Word: "failed", Text: "tries of the last minute, also those that another try mended: tries>1"},
		{Word: "ms", Text: "what the platform took, all tries together"},
		{Word: "wait", Text: "ms that it waited for a slot: --concurrency are out at once"},
		{Word: "held", Text: "ms that it was held back by the pace of a scan, by --rate, or by a pause that the server asked for"},
		{Word: "status>=400", Text: "what was refused or failed; also ms>500, tries>1, for=scan, path:foo"},
		{Word: "first row", Text: "there the list follows what is new; on any other row it stays as it is"},
	}
}
