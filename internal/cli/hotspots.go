package cli

import "banyan/internal/hotspots"

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
		Rate:        c.Settings.HotspotRate(),
		Concurrency: c.Settings.Concurrency,
		Explain:     p.Explain,
		Who:         c.Settings.Operator,
	})
	c.onClose(c.Hotspots.Close)
	return nil
}
