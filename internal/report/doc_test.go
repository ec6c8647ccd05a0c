package report_test

import (
	"os"
	"strings"
	"testing"

	"banyan/internal/report"
)

func TestTheDocumentDescribesEveryKeyAndColumn(t *testing.T) {
	text, err := os.ReadFile("../../docs/report.md")
	noErr(t, err)
	for _, key := range strings.Fields(documentedKeys) {
		if !strings.Contains(string(text), "\n| `"+key+"` |") {
			t.Errorf("docs/report.md does not describe %s", key)
		}
	}
	header, _, _ := strings.Cut(string(write(t, report.CSV, report.Report{})), "\n")
	for column := range strings.SplitSeq(header, ",") {
		if !strings.Contains(string(text), "`"+column+"`") {
			t.Errorf("docs/report.md does not name %s", column)
		}
	}
}
