package history

// Part is one thing of a change in words: what it is, its old value and its new one. Where it is told
// whole by what it is, such as a route that was added, both are empty.
type Part struct{ What, From, To string }

// none stands for a value that there is not.
const none = "none"

// orNone is a value in words: routing writes a dash where there is none.
func orNone(value string) string {
	if value == "" || value == "-" {
		return none
	}
	return value
}
