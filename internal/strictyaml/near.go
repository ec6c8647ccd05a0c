package strictyaml

import "strings"

// Near returns "; the nearest is X" with the one of some names that is spelt most like a name, or
// nothing where none is like it.
func Near(name string, of []string) string {
	nearest, least := "", len(name)/3+2 // as many slips of the hand
	for _, other := range of {
		if d := distance(strings.ToLower(name), strings.ToLower(other)); d < least && d < len(other) {
			nearest, least = other, d
		}
	}
	if nearest == "" {
		return ""
	}
	return "; the nearest is " + nearest
}

// distance counts the letters to put in, to leave out or to replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0] // of the row above, one to the left
		row[0]++
		for j := range len(b) {
			replaced := before
			if a[i] != b[j] {
				replaced++
			}
			before = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
