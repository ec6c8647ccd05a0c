package tenantfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"banyan/internal/statefile"
)

// mostBytes is the longest file that is read: a tenant of 50,000 trunk groups.
const mostBytes = 16 << 20

// Extension ends the name of a file.
const Extension = ".yaml"

// FileName returns the name of the file of a tenant: its id, with % and two digits for each byte
// that is awkward in a name. No two tenants have the same.
func FileName(tenant string) string {
	var name strings.Builder
	for i, b := range []byte(tenant) {
		isPlain := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("_-.@+", b) >= 0
		if isPlain && (i > 0 || b != '.' && b != '-') {
			name.WriteByte(b)
		} else {
			fmt.Fprintf(&name, "%%%02X", b)
		}
	}
	if name.Len() > 200 { // file systems end at 255
		return "%" + statefile.Digest(tenant) + Extension
	}
	return name.String() + Extension
}

// Load reads a file, or all files of a directory whose names end in .yaml or .yml. Two files of one
// tenant are refused. The error has a line for each thing wrong.
func Load(path string) ([]File, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file or directory %q: name a file that banyan export wrote, or a directory of them", path)
	}
	if err != nil {
		return nil, err
	}
	paths := []string{path}
	if info.IsDir() {
		if paths, err = inDirectory(path); err != nil {
			return nil, err
		}
	}
	var files []File
	var problems []error
	of := make(map[string]string)
	for _, path := range paths {
		file, err := loadOne(path)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if other, twice := of[file.Tenant]; twice {
			problems = append(problems, fmt.Errorf("%s and %s are both of tenant %q: keep one of them", other, path, file.Tenant))
			continue
		}
		of[file.Tenant] = path
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Tenant, b.Tenant) })
	return files, errors.Join(problems...)
}

func inDirectory(path string) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, entry := range entries {
		name := entry.Name()
		if extension := filepath.Ext(name); !entry.IsDir() && !strings.HasPrefix(name, ".") && (extension == Extension || extension == ".yml") {
			paths = append(paths, filepath.Join(path, name))
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s has no file that ends in %s: banyan export writes them", path, Extension)
	}
	return paths, nil
}

func loadOne(path string) (File, error) {
	text, err := statefile.ReadFile(path, mostBytes)
	if err != nil {
		return File{}, err
	}
	return Parse(path, text)
}
