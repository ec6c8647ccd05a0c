package ui

// Gauge draws part of whole as a bar of width cells. What exceeds the whole is
// marked by its own glyph and tone.
func Gauge(theme Theme, width int, part, whole int64) string { return "" }
