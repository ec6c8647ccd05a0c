package apio

import (
	"fmt"
	"strings"
	"testing"
)

func TestAnAnswerThatCannotBeReadShowsNoPartOfASecret(t *testing.T) {
	const password = `sesame"47\11`
	const escaped = `sesame\"47\\11`
	for what, body := range map[string]string{
		"a text in place of a number": `{"maxActiveCalls":"` + strings.Repeat("x", 30) + escaped + `"}`,
		"the name of a field":         `{"` + escaped + `":1}`,
		"a name twice":                `{"` + escaped + `":1,"` + escaped + `":2}`,
	} {
		t.Run(what, func(t *testing.T) {
			client := start(t, &gateway{body: body})
			client.cred.Password = password
			_, err := client.GroupCapacity(t.Context(), "t", "g")
			problem := problemOf(t, err)
			if text := fmt.Sprintf("%v %+v %v", err, *problem, problem.Err); strings.Contains(text, "sesame") || !strings.Contains(text, "[secret]") {
				t.Errorf("got %s", text)
			}
		})
	}
}
