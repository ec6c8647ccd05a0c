package report_test

import (
	"os"
	"strings"
	"testing"
)

func TestTheDocumentDescribesEveryKey(t *testing.T) {
	text, err := os.ReadFile("../../docs/report.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(documentedKeys) {
		if !strings.Contains(string(text), "\n| `"+key+"` |") {
			t.Errorf("docs/report.md does not describe %s", key)
		}
	}
}
