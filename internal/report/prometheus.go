package report

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"banyan/capacity"
)

// prometheusForm is the text format of Prometheus, which node_exporter's textfile collector takes
// too. Samples of one name have to stand together, so nothing is written before the end. What was
// not read has no sample, unlimited is +Inf, and no sample has a time of its own. Each series is
// written once: a second one of the same labels would make Prometheus refuse all of them.
type prometheusForm struct {
	head     Head
	families []*dto.MetricFamily // every metric, in the order in which they are written
	byName   map[string]*dto.MetricFamily
	seen     map[string]bool // series
}

func newPrometheusForm(head Head) *prometheusForm {
	f := &prometheusForm{head: head, byName: make(map[string]*dto.MetricFamily), seen: make(map[string]bool)}
	for _, m := range metrics() {
		kind := dto.MetricType_GAUGE
		if strings.HasSuffix(m.name, "_total") {
			kind = dto.MetricType_COUNTER
		}
		family := &dto.MetricFamily{Name: new(m.name), Help: new(m.help), Type: kind.Enum()}
		f.families, f.byName[m.name] = append(f.families, family), family
	}
	return f
}

// metric is one name, with what its HELP says: the unit, and where the figure is from.
type metric struct{ name, help string }

// The figures of a level, in the order in which they are written. The %s is the level.
func levelMetrics(level, below string) []metric {
	of := []metric{
		{"max_active_calls", "Limit of active calls of a %s, in calls: maxActiveCalls. +Inf is unlimited."},
		{"bursting_max_active_calls", "Limit of bursting calls of a %s, in calls: burstingMaxActiveCalls. +Inf is unlimited."},
		{"active_calls", "Calls in use of a %s when it was read, in calls: totalActiveIncomingCalls and totalActiveOutgoingCalls of its trunk groups."},
	}
	if below != "" {
		of = append(of,
			metric{"allocated_active_calls", "Active calls that a %s has given out, in calls: the sum of maxActiveCalls of its " + below + ". Configuration, not live load."},
			metric{"bursting_allocated_active_calls", "Bursting calls that a %s has given out, in calls: the sum of burstingMaxActiveCalls of its " + below + ". Configuration, not live load."})
	}
	for i, m := range of {
		of[i] = metric{levelPrefix(level) + m.name, fmt.Sprintf(m.help, level)}
	}
	return of
}

func levelPrefix(level string) string {
	return "broadworks_" + strings.ReplaceAll(level, " ", "_") + "_"
}

const (
	findingMetric  = "banyan_finding"
	knownMetric    = "banyan_known_findings"
	completeMetric = "banyan_read_complete"
	readAtMetric   = "banyan_read_timestamp_seconds"
	tookMetric     = "banyan_scan_duration_seconds"
	endedMetric    = "banyan_scan_success"
	requestsMetric = "banyan_requests_total"
)

// metrics returns every name there is, in the order in which they are written.
func metrics() []metric {
	all := levelMetrics("tenant", "groups")
	all = append(all, levelMetrics("group", "trunk groups")...)
	all = append(all, levelMetrics("trunk group", "")...)
	return append(all,
		metric{findingMetric, "1 for each finding that is not marked as known. The code is explained in banyan's documentation of its hotspots."},
		metric{knownMetric, "Findings of a tenant that are marked as known and no worse than they were then."},
		metric{completeMetric, "1 where the latest reading of a tenant read every figure, else 0."},
		metric{readAtMetric, "When the figures of a tenant were read, in seconds since 1970."},
		metric{tookMetric, "How long the reading took that these figures were written after, in seconds."},
		metric{endedMetric, "1 where that reading got through all that it was to read, else 0."},
		metric{requestsMetric, "Requests that the readings sent which wrote this file."})
}

func (f *prometheusForm) begin(*bytes.Buffer) {}

// add adds a sample of a metric. Labels are names and values in turn.
func (f *prometheusForm) add(name string, value float64, labels ...string) {
	m := &dto.Metric{Label: []*dto.LabelPair{{Name: new("platform"), Value: new(labelText(f.head.Platform))}}}
	series := name
	for i := 0; i < len(labels); i += 2 {
		text := labelText(labels[i+1])
		series += "\x00" + text
		if text == "" { // Prometheus takes it for no label
			continue
		}
		m.Label = append(m.Label, &dto.LabelPair{Name: new(labels[i]), Value: new(text)})
	}
	if f.seen[series] {
		return
	}
	f.seen[series] = true
	family := f.byName[name]
	if family.GetType() == dto.MetricType_COUNTER {
		m.Counter = &dto.Counter{Value: new(value)}
	} else {
		m.Gauge = &dto.Gauge{Value: new(value)}
	}
	family.Metric = append(family.Metric, m)
}

// labelText returns a name as a label can have it and a terminal can show it. The library escapes
// the rest.
func labelText(name string) string { return escapeHidden(name, true) }

// addLimit adds a limit or a sum, where it is known.
func (f *prometheusForm) addLimit(name string, limit capacity.Limit, known bool, labels ...string) {
	if !known {
		return
	}
	value := math.Inf(1)
	if calls, isNumber := limit.Calls(); isNumber {
		value = float64(calls)
	}
	f.add(name, value, labels...)
}

func (f *prometheusForm) addLevel(level string, own [2]capacity.Reading, given [2]capacity.Sum, inUse capacity.Sum, labels ...string) {
	prefix := levelPrefix(level)
	for i, bursting := range []string{"", "bursting_"} {
		limit, read := own[i].Limit()
		f.addLimit(prefix+bursting+"max_active_calls", limit, read, labels...)
		if level != "trunk group" {
			total, known := given[i].Total()
			f.addLimit(prefix+bursting+"allocated_active_calls", total, known, labels...)
		}
	}
	if _, trunkGroups := inUse.Parts(); trunkGroups > 0 {
		total, known := inUse.Total()
		f.addLimit(prefix+"active_calls", total, known, labels...)
	}
}

func (f *prometheusForm) tenant(_ *bytes.Buffer, t Tenant) error {
	b := t.Breakdown
	of := []string{"tenant", b.Tenant.ID}
	f.add(completeMetric, number(t.IsComplete()), of...)
	if !t.ReadAt.IsZero() {
		f.add(readAtMetric, float64(t.ReadAt.Unix()), of...)
	}
	f.addLevel("tenant", [2]capacity.Reading{b.Tenant.MaxActiveCalls, b.Tenant.BurstingMaxActiveCalls},
		[2]capacity.Sum{b.Calls.Allocated, b.BurstingAllocated.Allocated}, b.InUse(), of...)
	for _, g := range b.Groups {
		ofGroup := slices.Concat(of, []string{"group", g.Group.ID})
		f.addLevel("group", [2]capacity.Reading{g.Group.MaxActiveCalls, g.Group.BurstingMaxActiveCalls},
			[2]capacity.Sum{g.Calls.Allocated, g.Bursting.Allocated}, g.InUse(), ofGroup...)
		if !f.head.TrunkGroups {
			continue
		}
		for _, trunk := range g.Group.TrunkGroups {
			f.addLevel("trunk group", [2]capacity.Reading{trunk.MaxActiveCalls, trunk.BurstingMaxActiveCalls},
				[2]capacity.Sum{}, capacity.Sum{}.Add(trunk.InUse), slices.Concat(ofGroup, []string{"trunk_group", trunk.Name})...)
		}
	}
	known := 0
	for _, found := range b.Findings {
		if f.head.knows(found) {
			known++
			continue
		}
		path := slices.Concat(found.Path, []string{"", "", ""})
		f.add(findingMetric, 1, "tenant", path[0], "group", path[1], "trunk_group", path[2],
			"code", string(found.Code), "severity", found.Severity.String())
	}
	f.add(knownMetric, float64(known), of...)
	return nil
}

func (f *prometheusForm) end(out *bytes.Buffer, run Run) error {
	f.add(tookMetric, run.Took.Seconds())
	f.add(endedMetric, number(run.All))
	f.add(requestsMetric, float64(run.Requests))
	for _, family := range f.families {
		if len(family.Metric) == 0 {
			continue
		}
		if _, err := expfmt.MetricFamilyToText(out, family); err != nil {
			return fmt.Errorf("write %s: %w", family.GetName(), err)
		}
	}
	return nil
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// RequestsBefore returns the requests that a file of this format counts for the platform, so that
// the next one goes on counting; 0 where it counts none or cannot be read as one.
func RequestsBefore(text []byte, platform string) int {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, _ := parser.TextToMetricFamilies(bytes.NewReader(text)) // what was parsed before a fault counts
	for _, m := range families[requestsMetric].GetMetric() {
		for _, l := range m.GetLabel() {
			before := m.GetCounter().GetValue()
			if l.GetName() == "platform" && l.GetValue() == labelText(platform) && before >= 0 && before < math.MaxInt32 {
				return int(before)
			}
		}
	}
	return 0
}
