package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"banyan/internal/report"
)

func monitoringFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "monitoring", name))
	noErr(t, err)
	return string(text)
}

// metricNames are the metrics of banyan that a text names, each once.
func metricNames(text string) []string {
	names := regexp.MustCompile(`\b(broadworks|banyan)_[a-z_]+`).FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

// dashboardQueries are what the panels and the variables of the dashboard ask for.
func dashboardQueries(t *testing.T) string {
	t.Helper()
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Templating struct{ List []struct{ Definition string } }
	}
	noErr(t, json.Unmarshal([]byte(monitoringFile(t, "dashboard.json")), &dashboard))
	var all []string
	for _, p := range dashboard.Panels {
		if len(p.Targets) == 0 {
			t.Errorf("the panel %q asks for nothing", p.Title)
		}
		for _, target := range p.Targets {
			if len(metricNames(target.Expr)) == 0 {
				t.Errorf("the panel %q asks for no metric of banyan: %s", p.Title, target.Expr)
			}
			all = append(all, target.Expr)
		}
	}
	for _, v := range dashboard.Templating.List {
		all = append(all, v.Definition)
	}
	return strings.Join(all, "\n")
}

// A panel or a rule that asks for a metric that nobody writes shows nothing, for ever.
func TestEveryMetricThatIsAskedForIsWritten(t *testing.T) {
	written := report.MetricNames()
	for of, text := range map[string]string{
		"dashboard": dashboardQueries(t),
		"rules":     monitoringFile(t, "rules.yml"),
		"README":    monitoringFile(t, "README.md"),
	} {
		asked := metricNames(text)
		if len(asked) < 5 {
			t.Errorf("%s: names %v alone", of, asked)
		}
		for _, name := range asked {
			isPrefix := strings.HasSuffix(name, "_") && of == "README" // a list of names goes on with "…"
			if !slices.ContainsFunc(written, func(w string) bool { return w == name || isPrefix && strings.HasPrefix(w, name) }) {
				t.Errorf("%s: nothing writes %s", of, name)
			}
		}
	}
}

func TestEveryAlertHasARunbook(t *testing.T) {
	text := monitoringFile(t, "README.md")
	anchors := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		anchors[strings.ReplaceAll(strings.ToLower(heading[1]), " ", "-")] = true
	}
	rules := monitoringFile(t, "rules.yml")
	links := regexp.MustCompile(`runbook_url: docs/monitoring/README\.md#(\S+)`).FindAllStringSubmatch(rules, -1)
	if alerts := strings.Count(rules, "- alert:"); len(links) != alerts || alerts == 0 {
		t.Errorf("%d alerts, %d runbooks", alerts, len(links))
	}
	for _, link := range links {
		if !anchors[link[1]] {
			t.Errorf("the README has no section for %s", link[1])
		}
	}
}
