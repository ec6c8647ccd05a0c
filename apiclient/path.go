package apiclient

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSegment is the most bytes of one name in a path, before escaping.
const maxSegment = 255

// checkSegment refuses what cannot be one segment of a path. A gateway that
// normalises paths would turn "", "." and ".." into another resource.
func checkSegment(name string) error {
	switch {
	case name == "":
		return errors.New("an empty name cannot be part of a path")
	case name == "." || name == "..":
		return fmt.Errorf("the name %q cannot be part of a path", name)
	case len(name) > maxSegment:
		return fmt.Errorf("a name of %d bytes is too long for a path, at most %d", len(name), maxSegment)
	case !utf8.ValidString(name):
		return fmt.Errorf("the name %q is not valid UTF-8", name)
	case strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("the name %q has control characters", name)
	}
	return nil
}

// below returns base with segments appended and end behind them.
func below(base *url.URL, segments []string, end string) (*url.URL, error) {
	var path, raw strings.Builder
	path.WriteString(strings.TrimRight(base.Path, "/"))
	raw.WriteString(strings.TrimRight(base.EscapedPath(), "/"))
	for _, segment := range segments {
		if err := checkSegment(segment); err != nil {
			return nil, err
		}
		path.WriteString("/" + segment)
		raw.WriteString("/" + url.PathEscape(segment))
	}
	out := *base
	out.Path = path.String() + end
	out.RawPath = raw.String() + end
	return &out, nil
}

// hasPrefix reports whether the path of base already ends in a dialect's prefix:
// whoever gives the address of an API with its version must not get that twice.
func hasPrefix(base *url.URL, prefix string) bool {
	own := strings.Trim(prefix, "/")
	return own != "" && strings.HasSuffix(strings.TrimRight(base.Path, "/"), "/"+own)
}

// prefixSegments splits a prefix such as "/api/v1" into its segments.
func prefixSegments(prefix string) []string {
	prefix = strings.Trim(prefix, "/")
	if prefix == "" {
		return nil
	}
	return strings.Split(prefix, "/")
}
