package saving

import (
	"strings"
	"testing"

	"banyan/ui"
)

// A name that the eye cannot tell from another is typed as it is, or as it stands there.
func TestAnOddNameIsTypedAsItIsSpelledOut(t *testing.T) {
	for _, typed := range []string{"foo ", `foo\x20`, "foo", `foo\x20 `} {
		box := reviewField{name: "foo "}
		box.text = ui.TextField{}
		box.text.SetText(typed)
		if box.isRight() != (typed == "foo " || typed == `foo\x20`) {
			t.Errorf("%q: %v", typed, box.isRight())
		}
	}
	if said := spelled("foo "); !strings.Contains(said, `foo\x20 (ends with a blank`) || spelled("foo") != "foo" {
		t.Error(said)
	}
}
