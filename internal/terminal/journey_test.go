package terminal

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// journey is a made-up explorer: what a person may do to a screen of text, seeded.
type journey struct {
	random        *rand.Rand
	width, height int

	rows   []string
	top    int // the first row in view
	cursor int
	status string
	dialog bool
	steps  int
}

func newJourney(seed uint64, width, height int) *journey {
	j := &journey{random: rand.New(rand.NewPCG(seed, 1)), width: width, height: height}
	for i := range 20 + j.random.IntN(200) {
		j.rows = append(j.rows, fmt.Sprintf("%-12s %s %s", fmt.Sprintf("row-%04d", i), j.words(), j.figure()))
	}
	return j
}

func (j *journey) pick(from ...string) string { return from[j.random.IntN(len(from))] }

func (j *journey) words() string {
	var words []string
	for range 1 + j.random.IntN(6) {
		words = append(words, j.pick("Brussels", "Main", "Straße", "東京本社", "ｶﾀｶﾅ", "é", "e\u0301te\u0301", "한국 지사",
			"Отдел", "x", "", "   ", "trunk-group", "ﬁn", "naïve", "a\u0308\u0301b"))
	}
	return strings.Join(words, " ")
}

func (j *journey) figure() string {
	number := fmt.Sprintf("%5d", j.random.IntN(2000)-500)
	if strings.Contains(number, "-") {
		return j.paint(number + " ▲ OVER")
	}
	return number
}

func (j *journey) paint(text string) string {
	return "\x1b[" + j.pick("1", "31", "1;31", "90", "30;46", "7", "4", "1;4", "1;97;41", "38;5;208", "48;2;10;20;30", "9", "3") +
		"m" + text + "\x1b[0m"
}

// step does something, as a person would or the platform.
func (j *journey) step() {
	j.steps++
	body := j.body()
	switch j.random.IntN(16) {
	case 0, 1, 2, 3:
		j.cursor++
	case 4, 5:
		j.cursor--
	case 6:
		j.cursor += body
	case 7:
		j.cursor -= body
	case 8:
		j.top += j.random.IntN(5) - 2
	case 9:
		j.status = j.pick("", j.paint("failed"), j.words(), strings.Repeat("long ", 50))
	case 10:
		j.dialog = !j.dialog
	case 11:
		j.rows[j.random.IntN(len(j.rows))] = j.words() + j.paint(j.words())
	case 12:
		at := j.random.IntN(len(j.rows))
		j.rows = append(j.rows[:at:at], append([]string{j.words()}, j.rows[at:]...)...)
	case 13:
		for i := range j.rows {
			j.rows[i] += j.pick("", j.figure(), j.words())
		}
	case 14:
		j.random.Shuffle(len(j.rows), func(a, b int) { j.rows[a], j.rows[b] = j.rows[b], j.rows[a] })
	default:
	}
	j.cursor = min(max(j.cursor, 0), len(j.rows)-1)
	j.top = min(max(j.top, j.cursor-body+1, 0), j.cursor)
}

func (j *journey) body() int { return max(j.height-3, 1) }

// view draws as many lines as there are, as the explorer does, or now and then fewer.
func (j *journey) view() string {
	lines := []string{" " + j.paint("banyan") + fmt.Sprintf("  step %d", j.steps)}
	for i := j.top; i < min(j.top+j.body(), len(j.rows)); i++ {
		marker := "   "
		if i == j.cursor {
			marker = " \x1b[1;36m▸\x1b[0m "
		}
		lines = append(lines, marker+j.rows[i])
	}
	for len(lines) < j.height-2 {
		lines = append(lines, "")
	}
	if j.dialog {
		for i := 2; i < min(6, len(lines)); i++ {
			lines[i] = strings.Repeat(" ", j.width/4) + "\x1b[7m" + strings.Repeat("─", j.width/2) + "\x1b[0m"
		}
	}
	lines = append(lines, " "+j.status, " \x1b[1;36mq\x1b[0m \x1b[90mquit\x1b[0m")
	return strings.Join(lines[:min(len(lines), max(j.height, 1))], "\n")
}
