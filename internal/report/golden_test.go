package report_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/capacity"
	"banyan/internal/report"
	"banyan/internal/safetext"
)

// reports are the reports that both formats have to get right, by a word that
// names the golden file.
func reports() map[string]report.Report {
	partialTenant, partialErrors := partial()
	hostileTenant, hostileErrors := hostile()
	unlisted := sample()
	unlisted.GroupsListed, unlisted.Groups = false, nil
	empty := sample()
	empty.Groups = nil
	unassigned := capacity.Tenant{
		ID: "NoTrunking", Assignment: capacity.NotAssigned, GroupsListed: true,
		Groups: []capacity.Group{{ID: "Office", Assignment: capacity.NotAssigned, TrunkGroupsListed: true}},
	}
	several := one("ServiceProvider", empty)
	several.Tenants = append(several.Tenants, one("Enterprise", unassigned).Tenants...)
	known := one("ServiceProvider", sample())
	known.Known = func(f capacity.Finding) bool { return f.Code == capacity.CallsOver && len(f.Path) == 2 }
	return map[string]report.Report{
		"known":     known,
		"sample":    one("ServiceProvider", sample()),
		"partial":   one("ServiceProvider", partialTenant, partialErrors...),
		"unlimited": one("Enterprise", boundless()),
		"hostile":   one("", hostileTenant, hostileErrors...),
		"unlisted": one("ServiceProvider", unlisted,
			report.Error{Path: []string{unlisted.ID}, Request: "groups", Status: 403, Error: "not allowed"}),
		"several":   several,
		"no tenant": {Head: report.Head{GeneratedAt: at()}},
	}
}

// formatsOf are the formats that have a form for the report.
func formatsOf(name string) []report.Format {
	formats := report.Formats()
	if name != "sample" && name != "unlimited" {
		return formats[:len(formats)-1] // not odins-spear, which is the last
	}
	return formats
}

// The golden files hold no control either, and no line that ends with a blank.
func TestReportsReadAsBefore(t *testing.T) {
	for name, r := range reports() {
		for _, format := range formatsOf(name) {
			t.Run(name+" as "+string(format), func(t *testing.T) {
				text := write(t, format, r)
				requireSafe(t, string(text))
				golden.RequireEqual(t, text)
				if len(text) == 0 && len(r.Tenants) == 0 && format == report.JSONLines {
					return // no tenant, no line
				}
				if text := string(text); !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.Contains(text, " \n") {
					t.Errorf("does not end with one newline, or a line with a blank: %q", text)
				}
			})
		}
	}
}

// requireSafe checks that a terminal obeys nothing in a text.
func requireSafe(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if safe, changed := safetext.Line(line); changed {
			t.Errorf("%q is not safe, %q is", line, safe)
		}
	}
}

func write(t *testing.T, format report.Format, r interface {
	Write(w io.Writer, f report.Format) error
},
) []byte {
	t.Helper()
	var out bytes.Buffer
	noErr(t, r.Write(&out, format))
	return out.Bytes()
}
