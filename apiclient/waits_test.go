package apiclient

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestWhileTheServerIsWaitedForThatCanBeTold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		first handler
		want  string
		held  bool
	}{
		"a pause that the server names":          {first: busy(503, "120"), want: "the server (503) asks to wait 2m0s, until 03:06:0"},
		"one for all that asks":                  {first: busy(429, "120"), want: "the server (429) asks to wait 2m0s, until 03:06:0", held: true},
		"a short one of our own is not worth it": {first: busy(503, "")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, _, ticks := start(t, after(1, tt.first))
			var seen []string
			conn.sleep = func(ctx context.Context, d time.Duration) error {
				what, held := conn.Waiting()
				if held != tt.held {
					t.Errorf("held is %v", held)
				}
				seen = append(seen, what)
				return ticks.sleep(ctx, d)
			}
			must(get(t.Context(), conn))(t)
			if len(seen) == 0 || !strings.HasPrefix(seen[0], tt.want) || (tt.want == "") != (seen[0] == "") {
				t.Errorf("while it waited: %q, want %q", seen, tt.want)
			}
			if what, _ := conn.Waiting(); what != "" {
				t.Errorf("afterwards: %q", what)
			}
		})
	}
}

func TestAServerThatDoesNotAnswerIsNamed(t *testing.T) {
	t.Parallel()
	var conn *Conn
	var ticks *clock
	conn, _, ticks = start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		if what, _ := conn.Waiting(); what != "" {
			t.Errorf("at once: %q", what)
		}
		_ = ticks.sleep(t.Context(), silence)
		if what, held := conn.Waiting(); held || what != "the server has not answered since 03:04:05" {
			t.Errorf("it hangs: %q", what)
		}
		say(w, `{"a":1}`)
	})
	must(get(t.Context(), conn))(t)
	if what, _ := conn.Waiting(); what != "" {
		t.Errorf("afterwards: %q", what)
	}
}
