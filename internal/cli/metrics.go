package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"banyan/internal/hotspots"
	"banyan/internal/report"
	"banyan/internal/statefile"
)

// seriesFlag says which levels metrics have below the groups.
type seriesFlag string

const trunkGroupSeries seriesFlag = "trunk-groups"

func (s *seriesFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar((*string)(s), "series", "", "trunk-groups: metrics of each trunk group too, with its calls in use")
}

func (s seriesFlag) check() error {
	if s == "" || s == trunkGroupSeries {
		return nil
	}
	return fmt.Errorf("no series %q: there is %s", string(s), trunkGroupSeries)
}

func (s seriesFlag) trunkGroups() bool { return s == trunkGroupSeries }

// checkMetrics refuses what the figures cannot be written to, before anything is asked.
func (f scanFlags) checkMetrics() error {
	if err := f.series.check(); err != nil {
		return usageError{err}
	}
	switch {
	case f.metrics == "" && f.series != "":
		return usageError{errors.New("--series is of --metrics")}
	case f.metrics == "":
		return nil
	case filepath.Ext(f.metrics) != ".prom":
		return usageError{fmt.Errorf("%q does not end with .prom, and node_exporter reads no other files", f.metrics)}
	}
	if err := checkOutput(f.metrics, true); err != nil {
		return metricsError(f.metrics, err)
	}
	file, err := report.Create(f.metrics, true)
	if err != nil {
		return metricsError(f.metrics, err)
	}
	return file.Discard()
}

// metricsPlatform names the platform in metrics: the demo's has another port each time.
func (c *connection) metricsPlatform() string {
	if c.Settings.Demo {
		return c.Place
	}
	return c.Platform
}

func metricsError(name string, err error) error {
	return statedError{fmt.Errorf("the figures for Prometheus cannot be written to %q, which stays as it is: %w", name, withoutPath(err))}
}

// mostMetrics is the size of a file of metrics above which what it counts is not looked up, in bytes.
const mostMetrics = 256 << 20

// writeMetrics replaces a file with the figures of every tenant that is kept. Anybody may read it:
// node_exporter runs as a user of its own. It goes on with the count of the requests in the file.
func writeMetrics(name string, head report.Head, known *hotspots.Listing, run report.Run) error {
	former, err := statefile.ReadFile(name, mostMetrics)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return metricsError(name, err)
	}
	run.Requests += report.RequestsBefore(former, head.Platform)
	file, err := report.Create(name, true)
	if err != nil {
		return metricsError(name, err)
	}
	if err = fillMetrics(file, head, known, run); err == nil {
		err = file.Finish()
	}
	if err != nil {
		return metricsError(name, errors.Join(err, file.Discard()))
	}
	return nil
}

func fillMetrics(file *report.File, head report.Head, known *hotspots.Listing, run report.Run) error {
	if err := file.Chmod(0o644); err != nil {
		return err
	}
	out, err := report.NewWriter(file, report.Prometheus, head)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(known.Readings)) {
		b, at, isKnown := known.Breakdown(id)
		b.Tenant.ID = id
		b.Complete = isKnown && known.Readings[id].Standing == hotspots.Whole
		if err := out.Add(report.Tenant{ReadAt: at, Breakdown: b}); err != nil {
			return err
		}
	}
	return out.End(run)
}
