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

// metricsFlags say which figures are written for Prometheus, and where to.
type metricsFlags struct {
	file   string // empty for nowhere
	series seriesFlag
}

func (f *metricsFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.file, "metrics", "", "write the figures for Prometheus to this file, whose name ends with .prom")
	f.series.add(cmd)
}

// check refuses what the figures cannot be written to, before anything is asked.
func (f metricsFlags) check() error {
	if err := f.series.check(); err != nil {
		return usageError{err}
	}
	switch {
	case f.file == "" && f.series != "":
		return usageError{errors.New("--series is of --metrics")}
	case f.file == "":
		return nil
	case filepath.Ext(f.file) != ".prom":
		return usageError{fmt.Errorf("%q does not end with .prom, and node_exporter reads no other files", f.file)}
	}
	if err := checkOutput(f.file, true); err != nil {
		return f.failed(err)
	}
	file, err := report.Create(f.file, true)
	if err != nil {
		return f.failed(err)
	}
	return file.Discard()
}

func (f metricsFlags) failed(err error) error {
	return statedError{fmt.Errorf("the figures for Prometheus cannot be written to %q, which stays as it is: %w", f.file, withoutPath(err))}
}

// mostMetrics is the size of a file of metrics above which what it counts is not looked up, in bytes.
const mostMetrics = 256 << 20

// write replaces the file with the figures of every tenant that is kept. Anybody may read it:
// node_exporter runs as a user of its own. It goes on with the count of the requests in the file.
func (f metricsFlags) write(head report.Head, known *hotspots.Listing, run report.Run) error {
	former, err := statefile.ReadFile(f.file, mostMetrics)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.failed(err)
	}
	run.Requests += report.RequestsBefore(former, head.Platform)
	head.TrunkGroups = f.series.trunkGroups()
	file, err := report.Create(f.file, true)
	if err != nil {
		return f.failed(err)
	}
	if err = fillMetrics(file, head, known, run); err == nil {
		err = file.Finish()
	}
	if err != nil {
		return f.failed(errors.Join(err, file.Discard()))
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
