package cli

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/config"
	"banyan/internal/soak"
)

// The secrets of a session that a platform repeats. The platform's own are new for each session.
const (
	echoPassword = `Corr3ct-h"orse/bätt&ry`
	echoCookie   = "7f3c9a52-e1d84b06.a5c3f0e9d2b7%2Bx"
	echoRolling  = "Rk9-roll_4d1c77aa03be"
	echoToken    = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.3q2-7wAAEjRWeJq83vD_-w"
	echoRefresh  = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYXJsYSJ9.cmVmcmVzaC1tZS_-once"
	echoPayload  = "gAAAAABn-2fa.Zx81/+q=|carla|1733"
	echoCode     = "834201"
	echoRenewed  = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZWEifQ.Zm9yZ2V0LW1lLW5vdA-_x"
)

// echoSpellings are some of each kind; internal/redact has them all.
func echoSpellings() map[string]func(string) string {
	return map[string]func(string) string{
		"plain":        func(s string) string { return s },
		"basic":        func(s string) string { return "Basic " + base64.URLEncoding.EncodeToString([]byte("demo:"+s)) },
		"percent, all": func(s string) string { return "%" + strings.ReplaceAll(fmt.Sprintf("% x", s), " ", "%") },
		"JSON escapes": func(s string) (out string) {
			for _, r := range s {
				out += fmt.Sprintf(`\u%04x`, r)
			}
			return out
		},
		"HTML": html.EscapeString,
	}
}

// echoPlaces are where an answer repeats a text.
func echoPlaces() map[string]func(http.ResponseWriter, string) {
	answer := func(status int, body any) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, _ string) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(body)
		}
	}
	return map[string]func(http.ResponseWriter, string){
		"body": func(w http.ResponseWriter, text string) {
			answer(400, map[string]any{"error": text, "code": text, "errors": map[string]any{text: []string{text}}})(w, text)
		},
		"wrong type": func(w http.ResponseWriter, text string) {
			answer(200, map[string]any{"tenants": text, "maxActiveCalls": text})(w, text)
		},
		"header": func(w http.ResponseWriter, text string) {
			w.Header().Set("X-Request-Id", text)
			answer(500, map[string]any{"error": "failed"})(w, text)
		},
		"parted": func(w http.ResponseWriter, text string) {
			w.Header().Set("X-Request-Id", text[:len(text)/2])
			answer(500, map[string]any{"error": text[len(text)/2:]})(w, text)
		},
		"page": func(w http.ResponseWriter, text string) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprintf(w, "<html><title>Log in: %s</title>", text)
		},
		"redirect": func(w http.ResponseWriter, text string) {
			w.Header()["Location"] = []string{"https://" + text + ".example.net/"}
			w.WriteHeader(http.StatusFound)
		},
		"plain text": func(w http.ResponseWriter, text string) { http.Error(w, text, http.StatusBadRequest) },
	}
}

// echo is a platform that opens a session and then repeats text in each answer, or does so at
// the login or when a token is renewed.
type echo struct {
	api    string
	at     string // "login", "renewal", else after them
	text   string
	repeat func(http.ResponseWriter, string)
}

func (e echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	isLogin := strings.Contains(r.URL.Path, "/login") || strings.Contains(r.URL.Path, "/auth/")
	http.SetCookie(w, &http.Cookie{Name: "sessionid", Value: echoCookie, Path: "/"})
	http.SetCookie(w, &http.Cookie{Name: "rolling", Value: echoRolling, Path: "/"})
	isRenewal := r.Method == http.MethodPut || filepath.Base(r.URL.Path) == "access_token"
	switch isCore := strings.HasPrefix(e.api, "core"); {
	case e.api == "core with a code" && filepath.Base(r.URL.Path) == "login":
		_, _ = fmt.Fprintf(w, `{"2fa_payload":%q,"option":"totp"}`, echoPayload)
	case isLogin && isRenewal && e.at == "renewal", isLogin && e.at == "login":
		e.repeat(w, e.text)
	case isLogin && isCore && isRenewal:
		_, _ = fmt.Fprintf(w, `{"access_token":%q}`, echoRenewed)
	case isLogin && isCore:
		_, _ = fmt.Fprintf(w, `{"access_token":%q,"refresh_token":%q}`, echoToken, echoRefresh)
	case isLogin && r.Method == http.MethodPut:
		_, _ = fmt.Fprintf(w, `{"token":%q}`, echoRenewed)
	case isLogin:
		_, _ = fmt.Fprintf(w, `{"token":%q}`, echoToken)
	case r.Header.Get("Authorization") == "Bearer "+echoToken && e.text != "" && !isLogin:
		w.WriteHeader(http.StatusUnauthorized) // what follows has the renewed token
	default:
		e.repeat(w, e.text)
	}
}

// traces is all that a session that goes wrong leaves to be seen: of a report, and of a write as
// a screen tells it.
func traces(t *testing.T, platform echo) string {
	t.Helper()
	server := httptest.NewServer(platform)
	defer server.Close()
	env := map[string]string{"BANYAN_URL": server.URL, "BANYAN_API": platform.api, "BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": echoPassword}
	if strings.HasPrefix(platform.api, "core") {
		env["BANYAN_API"], env["BANYAN_URL"] = "apio", server.URL+"/api/v01/p1"
	}
	log := filepath.Join(t.TempDir(), "requests.log")
	var out strings.Builder
	for _, command := range []string{"report foo --format json", "list tenants"} {
		ended := run(t.Context(), env, append(strings.Fields(command), "--log", log)...)
		out.WriteString(ended.out + ended.errout)
	}
	given := config.Source{}
	check(t, errors.Join(given.Set("write", "true"), given.Set("log", log)))
	if p := programIn(env, &out, &out); platform.api == "core with a code" {
		c := must(p.open(t.Context(), given))(t)
		check(t, p.tryLogin(t.Context(), c, t.TempDir()))
		_, err := c.Login.Answer(t.Context(), config.NewSecret(echoCode))
		fmt.Fprintln(&out, apiclient.Explain(err), err, apiclient.Explained(err))
		c.close()
	} else if c, err := p.connect(t.Context(), given); err != nil {
		fmt.Fprint(&out, apiclient.Explain(err), err, apiclient.Explained(err))
	} else {
		for _, err := range []error{
			second(c.Client.Tenants(t.Context())),
			c.Client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: capacity.Read(capacity.Must(5))}),
		} {
			problem, _ := errors.AsType[*apiclient.Error](err)
			fmt.Fprintf(&out, "%s\n%v\n%+v\n%+v\n", apiclient.Explain(err), err, problem, apiclient.Explained(err))
		}
		c.close()
	}
	text, err := os.ReadFile(log)
	check(t, err)
	return out.String() + string(text)
}

func second[T any](_ T, err error) error { return err }

// TestNoSecretThatAPlatformRepeatsIsSeen is an attack: each secret in each spelling at each place,
// and stage. But in a long run, secrets take turns at these.
func TestNoSecretThatAPlatformRepeatsIsSeen(t *testing.T) {
	t.Parallel()
	secrets := map[string][]string{
		"apio": {echoPassword, echoCookie, echoRolling}, "odin": {echoPassword, echoCookie, echoToken, echoRenewed},
		"core": {echoPassword, echoToken, echoRefresh, echoRenewed}, "core with a code": {echoPassword, echoPayload, echoCode},
	}
	stages := map[string][]string{"odin": {"login", "renewal", ""}, "core": {"login", "renewal", ""}, "apio": {"login", ""}, "core with a code": {"login", ""}}
	for api, session := range secrets {
		for place, repeat := range echoPlaces() {
			t.Run(api+" "+place, func(t *testing.T) {
				t.Parallel()
				turn := len(place)
				for how, spell := range echoSpellings() {
					turn++
					for _, at := range stages[api] {
						secrets := slices.DeleteFunc(slices.Clone(session), func(secret string) bool {
							return place == "parted" && len(secret) < 12 || // half of it is guessed by no more than its other half
								at == "login" && strings.HasPrefix(secret, "eyJ") || at == "renewal" && secret == echoRenewed // there is none yet
						})
						for i := range soak.Rounds(1, len(secrets)) {
							secret := secrets[(turn+i)%len(secrets)]
							text := spell(secret)
							seen := traces(t, echo{api: api, at: at, text: text, repeat: repeat})
							if part := partOf(seen, strings.TrimPrefix(text, "Basic ZGVtbz"), len(secret)); part != "" {
								t.Fatalf("%q as %s, at %q: %q is seen in\n%s", secret, how, at, part, seen)
							}
						}
					}
				}
			})
		}
	}
}

// partOf returns a part that text has of a secret as it is spelt: more than eight bytes of the
// secret and what one more is spelt with.
func partOf(text, secret string, length int) string {
	size := min(9*len(secret)/length+6, len(secret))
	for i := 0; i+size <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+size]) {
			return secret[i : i+size]
		}
	}
	return ""
}
