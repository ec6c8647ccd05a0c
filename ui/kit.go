package ui

// Kit is what every screen is given: how keys are called and how things look. It
// is a value, never changed after start, and carries no data and no services; what the
// user switches on all screens at once is behind Preview.
type Kit struct {
	Keys    KeyMap
	Theme   Theme
	Preview *Switch
}

// area is a part of the screen to draw on: how things look there, and its size in cells.
type area struct {
	Kit
	width, height int
}
