package report_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"banyan/capacity"
	"banyan/internal/report"
)

// samples reads what was written as Prometheus does: each series with its value.
func samples(t *testing.T, text []byte) map[string]float64 {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	got := make(map[string]float64)
	for name, family := range families {
		if family.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
		for _, m := range family.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, fmt.Sprintf("%s=%s", l.GetName(), l.GetValue()))
			}
			series := name + "{" + strings.Join(labels, ",") + "}"
			if _, twice := got[series]; twice {
				t.Errorf("%s is there twice", series)
			}
			if m.TimestampMs != nil {
				t.Errorf("%s has a time of its own", series)
			}
			got[series] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return got
}

// metricsOf writes tenants as metrics of the platform "p".
func metricsOf(t *testing.T, run report.Run, tenants ...capacity.Tenant) map[string]float64 {
	t.Helper()
	var out bytes.Buffer
	w, err := report.NewWriter(&out, report.Prometheus, report.Head{Platform: "p", TrunkGroups: true})
	noErr(t, err)
	for _, of := range tenants {
		noErr(t, w.Add(one("", of).Tenants[0]))
	}
	noErr(t, w.End(run))
	return samples(t, out.Bytes())
}

func TestMetricsAreTheFiguresOfEachLevel(t *testing.T) {
	of := sample()
	of.Groups[2].TrunkGroups[0].InUse, of.Groups[2].TrunkGroups[1].InUse, of.Groups[2].TrunkGroups[2].InUse = calls(3), calls(4), calls(0)
	got := metricsOf(t, report.Run{All: true, Requests: 7, Took: 1500 * time.Millisecond}, of, boundless())
	for series, want := range map[string]float64{
		"broadworks_tenant_max_active_calls{platform=p,tenant=ServiceProviderID}":                                     226,
		"broadworks_tenant_allocated_active_calls{platform=p,tenant=ServiceProviderID}":                               114,
		"broadworks_tenant_bursting_max_active_calls{platform=p,tenant=ServiceProviderID}":                            18,
		"broadworks_tenant_bursting_allocated_active_calls{platform=p,tenant=ServiceProviderID}":                      9,
		"broadworks_tenant_max_active_calls{platform=p,tenant=Boundless}":                                             math.Inf(1),
		"broadworks_group_max_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDC}":                       20,
		"broadworks_group_allocated_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDC}":                 31,
		"broadworks_group_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDC}":                           7,
		"broadworks_trunk_group_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDC,trunk_group=Trunk 2}": 4,
		"broadworks_trunk_group_max_active_calls{platform=p,tenant=Boundless,group=GroupIDY,trunk_group=Trunk 1}":     math.Inf(1),
		"banyan_finding{platform=p,tenant=ServiceProviderID,group=GroupIDC,code=calls-over,severity=over}":            1,
		"banyan_read_complete{platform=p,tenant=ServiceProviderID}":                                                   1,
		"banyan_read_timestamp_seconds{platform=p,tenant=ServiceProviderID}":                                          float64(at().Add(-time.Minute).Unix()),
		"banyan_scan_duration_seconds{platform=p}":                                                                    1.5,
		"banyan_scan_success{platform=p}":                                                                             1,
		"banyan_requests_total{platform=p}":                                                                           7,
	} {
		if value, there := got[series]; !there || value != want {
			t.Errorf("%s is %v (%t), want %v", series, value, there, want)
		}
	}
	// Nobody told the calls in use of the others, and a group without trunking has no limits.
	for _, series := range []string{
		"broadworks_tenant_active_calls{platform=p,tenant=ServiceProviderID}",
		"broadworks_group_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDA}",
		"broadworks_group_max_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDD}",
	} {
		if value, there := got[series]; there {
			t.Errorf("%s is %v, and nobody read that", series, value)
		}
	}
}

func TestWhatWasNotReadIsNoMetric(t *testing.T) {
	of, _ := partial()
	got := metricsOf(t, report.Run{}, of)
	for _, series := range []string{
		"broadworks_tenant_allocated_active_calls{platform=p,tenant=ServiceProviderID}",
		"broadworks_group_allocated_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDA}",
		"broadworks_group_allocated_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDB}",
		"broadworks_group_max_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDE}",
		"broadworks_trunk_group_max_active_calls{platform=p,tenant=ServiceProviderID,group=GroupIDA,trunk_group=Trunk 2}",
	} {
		if value, there := got[series]; there {
			t.Errorf("%s is %v, and it was not read", series, value)
		}
	}
	for _, series := range []string{"banyan_read_complete{platform=p,tenant=ServiceProviderID}", "banyan_scan_success{platform=p}"} {
		if value, there := got[series]; !there || value != 0 {
			t.Errorf("%s is %v (%t), want 0", series, value, there)
		}
	}
}

// A series that is there twice makes node_exporter refuse the whole file.
func TestPlacesOfOneNameAreOneSeries(t *testing.T) {
	of := sample()
	of.Groups = append(of.Groups, of.Groups[0])
	evil, _ := hostile()
	if got := metricsOf(t, report.Run{}, of, of, evil); len(got) < 20 {
		t.Errorf("%d series", len(got))
	}
}

func TestRequestsAreCountedOn(t *testing.T) {
	var out bytes.Buffer
	w, err := report.NewWriter(&out, report.Prometheus, report.Head{Platform: "a\"b"})
	noErr(t, err)
	noErr(t, w.End(report.Run{Requests: 41}))
	for text, want := range map[string]int{out.String(): 41, "": 0, "no metrics\n": 0, strings.ReplaceAll(out.String(), "41", "NaN"): 0} {
		if got := report.RequestsBefore([]byte(text), "a\"b"); got != want {
			t.Errorf("%q counts %d, want %d", text, got, want)
		}
	}
	if got := report.RequestsBefore(out.Bytes(), "other"); got != 0 {
		t.Errorf("%d of another platform", got)
	}
}
