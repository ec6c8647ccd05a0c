package ui

// Kit is what every screen is given: how keys are called and how things look. It
// is a value, never changed after start, and carries no data and no services.
type Kit struct {
	Keys  KeyMap
	Theme Theme
}
