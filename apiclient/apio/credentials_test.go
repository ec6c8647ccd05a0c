package apio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"banyan/apiclient"
)

func TestATokenThatCannotStandInAHeaderIsRefused(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "a b", "a\n", "ü", strings.Repeat("x", 8193)} {
		g := &gateway{body: `{"tenants":[]}`}
		client := New(dial(t, g), Bearer, Credentials{Token: token})
		if err := client.Login(t.Context()); !errors.Is(err, apiclient.ErrLoginFailed) {
			t.Errorf("%.20q: %v", token, err)
		}
		fails(client.Tenants(t.Context()))(t, apiclient.LoginFailed)
		g.expects(t, 0, -1)
	}
}

func TestNoSecretIsEverPrinted(t *testing.T) {
	t.Parallel()
	const password, token = "canary-password", "canary-token"
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	g := &gateway{expire: func(*http.Request) bool { return true }, login: answering(401, `{"error":"canary-password is wrong, and so is canary-token"}`)}
	conn := dial(t, g, func(c *apiclient.Config) { c.Log = logger })
	cred := Credentials{Username: "demo", Password: password, Token: token}
	client := New(conn, Cookie, cred)
	err := client.Login(t.Context())
	logger.Info("all of it", "cred", cred, "ptr", &cred, "client", client, "err", err, "recent", conn.Traffic())
	asJSON, jsonErr := json.Marshal(map[string]any{"cred": cred, "ptr": &cred, "client": client})
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	texts := []string{log.String(), err.Error(), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		for _, value := range []any{cred, &cred, client, []any{cred, client}, problemOf(t, err)} {
			texts = append(texts, fmt.Sprintf(verb, value))
		}
	}
	hex := fmt.Sprintf("%x", password)
	for _, text := range texts {
		for _, secret := range []string{password, token, hex, fmt.Sprintf("%X", password), fmt.Sprintf("%x", token)} {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows in %s", secret, text)
			}
		}
	}
}

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
			client.session.SetPassword(password)
			_, err := client.GroupCapacity(t.Context(), "t", "g")
			problem := problemOf(t, err)
			if text := fmt.Sprintf("%v %+v %v", err, *problem, problem.Err); strings.Contains(text, "sesame") || !strings.Contains(text, "[secret]") {
				t.Errorf("got %s", text)
			}
		})
	}
}
