package cli

import (
	"cmp"

	"banyan/internal/hotspots"
)

// openHotspots gives a connection what scans all tenants. A scan that runs when the
// explorer ends is cut off: the next start can go on with it.
func (p Program) openHotspots(c *connection) error {
	dir, err := p.stateDir(c)
	if err != nil {
		return err
	}
	c.Hotspots = hotspots.New(hotspots.Options{
		API:         c.Client,
		Dir:         dir,
		Host:        c.Settings.Host(),
		Account:     c.Client.Capabilities().Dialect + " " + principal(c),
		Rate:        scanRate(c.Settings.ScanRate, c.Settings.Rate),
		Concurrency: c.Settings.Concurrency,
		Explain:     p.Explain,
		Who:         p.Env("BANYAN_OPERATOR"), // many people may share one Unix user
	})
	c.onClose(c.Hotspots.Close)
	return nil
}

// scanRate is how many requests a second a scan makes: of a rate that is limited for
// all, half is left to whoever looks at a screen.
func scanRate(wanted, limit float64) float64 {
	wanted = cmp.Or(wanted, hotspots.DefaultRate)
	if limit > 0 {
		return min(wanted, limit/2)
	}
	return wanted
}
