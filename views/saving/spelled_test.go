package saving

import (
	"strings"
	"testing"

	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
	"banyan/internal/viewtest"
	"banyan/views/page"
)

// A name that the eye cannot tell from another is spelled out wherever something is confirmed, and
// is typed as it is, or as it stands there.
func TestAnOddNameIsSpelledOutAndMayBeTypedSo(t *testing.T) {
	for _, typed := range []string{"foo ", `foo\x20`, "foo", `foo\x20 `} {
		box := field{Name: Name{Text: "foo "}}
		box.text.SetText(typed)
		if box.isRight() != (typed == "foo " || typed == `foo\x20`) {
			t.Errorf("%q: %v", typed, box.isRight())
		}
	}
	subject := change.Subject{Kind: change.EnterpriseTrunk, Tenant: "t", Name: "foo "}
	title := ""
	for _, cell := range SubjectCells(subject) {
		title += cell.Text
	}
	renamed := Changes([]routing.Change{{Field: routing.FieldName, From: "foo", To: "foo "}})[0]
	image := func(action string) change.Image {
		return change.Image{Fields: []change.Field{{Name: trunkgroup.CapacityExceeded, Value: action}}}
	}
	to := trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "G", Name: "f\u043eo"}.String()
	moved := Differences(change.TrunkGroup, image(""), image(to))[0]
	for got, want := range map[string]string{
		moved.To:         `reroute to f\u043eo (G)`,
		title:            `enterprise trunk foo\x20 ends with a blank`,
		Named(subject):   `enterprise trunk t/foo\x20`,
		renamed.String(): `name: foo -> foo\x20`,
		Change{Sign: "-", What: "a  b", In: "g "}.String():         `remove a \x20b (g\x20)`,
		keyText(routing.Key{GroupID: "g", Name: "\u0430bc"}, true): `\u0430bc (g)`,
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text := spelled("foo "); !strings.Contains(text, `foo\x20 (ends with a blank`) || spelled("foo") != "foo" {
		t.Error(text)
	}
}

// A route that is down takes none of the calls of its priority, whatever its share.
func TestTheShareOfARouteThatIsDownIsAnEmptyBar(t *testing.T) {
	route := func(name string, weight int) routing.Route {
		return routing.Route{TrunkGroup: routing.Key{GroupID: "g", Name: name}, Priority: 1, Weight: weight}
	}
	from := routing.Trunk{Mode: routing.Weighted, Routes: []routing.Route{route("down", 70), route("up", 30)}}
	to := routing.Trunk{Mode: routing.Weighted, Routes: []routing.Route{route("down", 50), route("up", 50)}}
	sections := ShareSections(viewtest.Kit().Theme, from, to, func(key routing.Key) bool { return key.Name == "down" })
	if len(sections) != 1 {
		t.Fatalf("%d sections", len(sections))
	}
	for _, line := range sections[0].Lines(80)[1:] {
		text := page.Line(viewtest.Kit().Theme, 80, line...)
		if isDown, isEmpty := strings.Contains(text, "down"), !strings.Contains(text, "█"); isDown != isEmpty || !strings.Contains(text, "50%") {
			t.Error(text)
		}
	}
}
