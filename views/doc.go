// Package views holds the screens, one file each. A screen knows neither the
// other screens nor how its data are fetched: it is handed what it calls and what
// opens the next screen. The whole map of who opens whom is in routes.go.
package views
