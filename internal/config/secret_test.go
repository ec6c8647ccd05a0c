package config_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"banyan/internal/config"
)

const canary = "hunter2-canary"

// holder has secrets where fmt can call their methods and where it cannot.
type holder struct {
	Open   config.Secret
	hidden config.Secret
	list   []config.Secret
}

func TestASecretIsNeverPrinted(t *testing.T) {
	secret := config.NewSecret(canary)
	settings := config.Settings{Password: secret, Token: secret}
	held := holder{Open: secret, hidden: secret, list: []config.Secret{secret}}
	values := []any{secret, &secret, settings, &settings, held, &held, []config.Secret{secret}, map[string]config.Secret{"k": secret}, config.Source{"token": secret}}

	var printed []string
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%20.3v", "%t"} {
			printed = append(printed, fmt.Sprintf(verb, value))
		}
		printed = append(printed, fmt.Sprint(value), fmt.Errorf("login: %v", value).Error())
		text, err := json.Marshal(value)
		if err != nil {
			t.Errorf("json of %T: %v", value, err)
		}
		printed = append(printed, string(text))
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "value", value)
		printed = append(printed, log.String())
	}
	keys, err := json.Marshal(map[config.Secret]int{secret: 1})
	if err != nil {
		t.Error(err)
	}
	printed = append(printed, string(keys), secret.String(), secret.LogValue().String(), panicText(secret))

	forms := []string{canary, canary[:7], hex.EncodeToString([]byte(canary)), base64.StdEncoding.EncodeToString([]byte(canary))}
	for _, text := range printed {
		for _, form := range forms {
			if strings.Contains(strings.ToLower(strings.ReplaceAll(text, " ", "")), strings.ToLower(form)) {
				t.Errorf("%q holds %q", text, form)
			}
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%9.2s"} {
		if got := fmt.Sprintf(verb, secret); got != "[redacted]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

// panicText is what a recovered panic with the secret says.
func panicText(secret config.Secret) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	panic(errors.New(fmt.Sprint(secret)))
}

func TestOnlyRevealTellsASecret(t *testing.T) {
	if s := config.NewSecret(canary); s.Reveal() != canary || !s.IsSet() {
		t.Errorf("%q, set %v", s.Reveal(), s.IsSet())
	}
	for name, s := range map[string]config.Secret{"zero": {}, "empty": config.NewSecret("")} {
		if s.Reveal() != "" || s.IsSet() {
			t.Errorf("%s: %q, set %v", name, s.Reveal(), s.IsSet())
		}
	}
}
