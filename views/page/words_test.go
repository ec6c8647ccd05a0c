package page

import (
	"testing"
	"time"

	"banyan/internal/viewtest"
)

func TestDurationsAreToldAsOneWouldSayThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "some seconds", 9 * time.Second: "some seconds", 34 * time.Second: "about 30 s", 89 * time.Second: "about 90 s", 95 * time.Second: "about 2 min",
		49 * time.Minute: "about 49 min", 81 * time.Minute: "about 1 h 21 min", 60*time.Minute - time.Second: "about 1 h 00 min",
		30 * time.Hour: "about 1 day", 100 * time.Hour: "about 4 days",
	} {
		viewtest.RequireEqual(t, d.String(), DurationText(d), want)
	}
	for d, want := range map[time.Duration]string{
		-time.Second: "just now", 30 * time.Second: "just now", 5 * time.Minute: "5 min ago", 80 * time.Minute: "1 h ago", 80 * time.Hour: "3 days ago",
	} {
		viewtest.RequireEqual(t, d.String(), AgoText(d), want)
	}
}
