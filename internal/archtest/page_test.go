package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The page on the architecture sends its reader to files that are there.
func TestTheArchitectureNamesFilesThatExist(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	err = filepath.WalkDir("../..", func(name string, _ fs.DirEntry, err error) error {
		files = append(files, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([\\w./]+\\.(?:go|json))`").FindAllStringSubmatch(string(page), -1)
	if len(named) < 30 {
		t.Errorf("only %d files are named", len(named))
	}
	for _, name := range named {
		if !slices.ContainsFunc(files, func(file string) bool { return strings.HasSuffix(file, "/"+name[1]) }) {
			t.Errorf("ARCHITECTURE.md names %s, which is not there", name[1])
		}
	}
}
