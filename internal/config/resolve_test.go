package config_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"banyan/internal/config"
)

// env looks variables up in "NAME=value" pairs.
func env(pairs ...string) config.Env {
	return config.ReadEnv(func(name string) string {
		for _, pair := range pairs {
			if key, value, _ := strings.Cut(pair, "="); key == name {
				return value
			}
		}
		return ""
	})
}

// plain is Settings with its secrets told and comparable.
type plain struct {
	config.Settings
	password, token string
}

func reveal(s config.Settings) plain {
	p := plain{Settings: s, password: s.Password.Reveal(), token: s.Token.Reveal()}
	p.Password, p.Token = config.Secret{}, config.Secret{}
	return p
}

const host = "https://apio.example.net"

func TestResolve(t *testing.T) {
	base := config.Settings{URL: host, API: "apio", Auth: config.Cookie, Concurrency: 16, Color: config.ColorAuto, Theme: config.ThemeAuto}
	with := func(change func(*plain)) plain {
		p := plain{Settings: base}
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name  string
		flags config.Settings
		env   config.Env
		want  plain
	}{
		{"an address is enough", config.Settings{URL: host}, env(), with(func(*plain) {})},
		{"the environment is enough", config.Settings{}, env("BANYAN_URL=" + host), with(func(*plain) {})},
		{
			"the environment is read whole",
			config.Settings{},
			env("BANYAN_URL="+host+":8443/x", "BANYAN_API=apio", "BANYAN_USERNAME=anna", "BANYAN_PASSWORD=pw", "BANYAN_LABEL=PROD", "NO_COLOR=1"),
			with(func(p *plain) {
				p.URL, p.Username, p.password, p.Label, p.Color = host+":8443/x", "anna", "pw", "PROD", config.ColorNever
			}),
		},
		{
			"a flag goes before the environment",
			config.Settings{URL: host, API: "apio", Username: "bert", Label: "LAB", Color: config.Color16},
			env("BANYAN_URL=http://other", "BANYAN_API=odin", "BANYAN_USERNAME=anna", "BANYAN_LABEL=PROD", "NO_COLOR=1"),
			with(func(p *plain) { p.Username, p.Label, p.Color = "bert", "LAB", config.Color16 }),
		},
		{
			"auto heeds NO_COLOR",
			config.Settings{URL: host, Color: config.ColorAuto},
			env("NO_COLOR=1"),
			with(func(p *plain) { p.Color = config.ColorNever }),
		},
		{"an empty NO_COLOR says nothing", config.Settings{URL: host}, env("NO_COLOR="), with(func(*plain) {})},
		{
			"a token makes the login bearer",
			config.Settings{URL: host},
			env("BANYAN_TOKEN=abc"),
			with(func(p *plain) { p.Auth, p.token = config.Bearer, "abc" }),
		},
		{
			"a cookie login can be asked for beside a token",
			config.Settings{URL: host, Auth: config.Cookie},
			env("BANYAN_TOKEN=abc"),
			with(func(p *plain) { p.token = "abc" }),
		},
		{
			"Odin is logged in to with a password for a token",
			config.Settings{URL: host, API: "odin"},
			env("BANYAN_PASSWORD=pw"),
			with(func(p *plain) { p.API, p.Auth, p.password = "odin", config.Password, "pw" }),
		},
		{
			"a ready token does for Odin too",
			config.Settings{URL: host},
			env("BANYAN_API=odin", "BANYAN_TOKEN=abc"),
			with(func(p *plain) { p.API, p.Auth, p.token = "odin", config.Bearer, "abc" }),
		},
		{
			"a demo speaks Odin when asked",
			config.Settings{Demo: true, API: "odin"},
			env("BANYAN_TOKEN=abc"),
			plain{Settings: config.Settings{Demo: true, API: "odin", Auth: config.Password, Concurrency: 16, Label: "DEMO", Color: config.ColorAuto, Theme: config.ThemeAuto}},
		},
		{
			"everything else is passed on",
			config.Settings{URL: host, Prefix: "/api/v01/p1/", CAFile: "ca.pem", Concurrency: 64, Rate: 0.5, Write: true, LogFile: "log", Refresh: time.Second, Signs: config.ASCII},
			env(),
			with(func(p *plain) {
				p.Prefix, p.CAFile, p.Concurrency, p.Rate, p.Write = "/api/v01/p1/", "ca.pem", 64, 0.5, true
				p.LogFile, p.Refresh, p.Signs = "log", time.Second, config.ASCII
			}),
		},
		{
			"a demo takes nothing of a connection",
			config.Settings{Demo: true, Concurrency: 1, Password: config.NewSecret("pw"), Token: config.NewSecret("abc")},
			env("BANYAN_URL="+host, "BANYAN_API=odin", "BANYAN_USERNAME=anna", "BANYAN_PASSWORD=pw", "BANYAN_TOKEN=abc", "BANYAN_LABEL=PROD", "NO_COLOR=1"),
			plain{Settings: config.Settings{Demo: true, API: "apio", Auth: config.Cookie, Concurrency: 1, Label: "DEMO", Color: config.ColorNever, Theme: config.ThemeAuto}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.Resolve(tt.flags, config.Settings{}, tt.env)
			if err != nil {
				t.Fatal(err)
			}
			if reveal(got) != tt.want {
				t.Errorf("got  %+v\nwant %+v", reveal(got), tt.want)
			}
		})
	}
}

func TestWhatCannotWorkIsRefusedWithAWayOut(t *testing.T) {
	at := func(change func(*config.Settings)) config.Settings {
		s := config.Settings{URL: host}
		change(&s)
		return s
	}
	for _, tt := range []struct {
		name    string
		flags   config.Settings
		env     config.Env
		setting string
		want    string
	}{
		{"no address", config.Settings{}, env(), "url", "no address: give --url https://HOST or set BANYAN_URL, or try --demo"},
		{"a host alone", config.Settings{URL: "apio.example.net"}, env(), "url", "write --url or BANYAN_URL as https://HOST[:PORT]"},
		{"a host and a port", config.Settings{URL: "localhost:8080"}, env(), "url", "as https://HOST[:PORT]"},
		{"an address and a port", config.Settings{URL: "127.0.0.1:8080"}, env(), "url", "as https://HOST[:PORT]"},
		{"another scheme", config.Settings{}, env("BANYAN_URL=ftp://host"), "url", "as https://HOST[:PORT]"},
		{"no host", config.Settings{URL: "https://:8443/x"}, env(), "url", "as https://HOST[:PORT]"},
		{"a password in the address", config.Settings{URL: "https://anna:hunter2@host"}, env(), "url", "give --username and set BANYAN_PASSWORD"},
		{"a password in a broken address", config.Settings{URL: "https://anna:hunter2@ho st:x"}, env(), "url", "as https://HOST[:PORT]"},
		{"a query", config.Settings{URL: host + "?token=hunter2"}, env(), "url", "leave that out"},
		{"a fragment", config.Settings{URL: host + "#top"}, env(), "url", "leave that out"},
		{"another API", at(func(s *config.Settings) { s.API = "thor" }), env(), "api", `no API is called "thor": --api and BANYAN_API can be apio or odin`},
		{"another API in the environment", at(func(*config.Settings) {}), env("BANYAN_API=APIO"), "api", "can be apio"},
		{"another API for a demo", config.Settings{Demo: true, API: "thor"}, env(), "api", "can be apio or odin"},
		{"a session cookie of Odin", at(func(s *config.Settings) { s.API, s.Auth = "odin", config.Cookie }), env("BANYAN_TOKEN=a"), "auth", "the Odin API has no session cookies: leave out --auth"},
		{"a ready token of Odin that is not there", at(func(s *config.Settings) { s.API, s.Auth = "odin", config.Bearer }), env(), "auth", "set BANYAN_TOKEN, or leave out --auth"},
		{"a login by password of APIO by its inner name", at(func(s *config.Settings) { s.Auth = config.Password }), env(), "auth", "can be cookie or bearer"},
		{"a prefix without a slash", at(func(s *config.Settings) { s.Prefix = "api/v1" }), env(), "prefix", "write it as --prefix /api/v1"},
		{"a prefix with a query", at(func(s *config.Settings) { s.Prefix = "/api?x" }), env(), "prefix", "leave out"},
		{"a prefix with an empty part", at(func(s *config.Settings) { s.Prefix = "/api//v1" }), env(), "prefix", "a part that is empty"},
		{"a prefix that begins with an empty part", at(func(s *config.Settings) { s.Prefix = "//api" }), env(), "prefix", "a part that is empty"},
		{"a prefix that ends with an empty part", at(func(s *config.Settings) { s.Prefix = "/api//" }), env(), "prefix", "a part that is empty"},
		{"another login", at(func(s *config.Settings) { s.Auth = "basic" }), env("BANYAN_TOKEN=a"), "auth", "--auth can be cookie or bearer"},
		{"bearer without a token", at(func(s *config.Settings) { s.Auth = config.Bearer }), env(), "auth", "set BANYAN_TOKEN, or use --auth cookie"},
		{"a token with a newline", at(func(*config.Settings) {}), env("BANYAN_TOKEN=hunter2\n"), "auth", "printable ASCII"},
		{"a token with a blank", at(func(*config.Settings) {}), env("BANYAN_TOKEN=Bearer hunter2"), "auth", "without blanks"},
		{"a token that is not ASCII", at(func(*config.Settings) {}), env("BANYAN_TOKEN=hunter2é"), "auth", "printable ASCII"},
		{"a token without end", at(func(*config.Settings) {}), env("BANYAN_TOKEN=" + strings.Repeat("x", 8193)), "auth", "at most 8192"},
		{"too few requests at once", at(func(s *config.Settings) { s.Concurrency = -1 }), env(), "concurrency", "give --concurrency 1 to 64"},
		{"too many requests at once", at(func(s *config.Settings) { s.Concurrency = 65 }), env(), "concurrency", "65 requests at once"},
		{"a negative rate", at(func(s *config.Settings) { s.Rate = -1 }), env(), "rate", "0 for no limit"},
		{"a rate that is no number", at(func(s *config.Settings) { s.Rate = math.NaN() }), env(), "rate", "0 for no limit"},
		{"an endless rate", at(func(s *config.Settings) { s.Rate = math.Inf(1) }), env(), "rate", "0 for no limit"},
		{"a negative refresh", at(func(s *config.Settings) { s.Refresh = -time.Second }), env(), "refresh", "give --refresh 1s or more"},
		{"a refresh below a second", at(func(s *config.Settings) { s.Refresh = 999 * time.Millisecond }), env(), "refresh", "or 0 for none"},
		{"another colour mode", at(func(s *config.Settings) { s.Color = "always" }), env(), "color", "auto, never, 16, 256 or true"},
		{"another theme", at(func(s *config.Settings) { s.Theme = "blue" }), env(), "theme", "dark, light or auto"},
		{"a demo with an address", config.Settings{Demo: true, URL: host}, env(), "url", "leave out --url"},
		{"a demo with a user", config.Settings{Demo: true, Username: "anna"}, env(), "username", "leave out --username"},
		{"a demo with a login", config.Settings{Demo: true, Auth: config.Bearer}, env(), "auth", "leave out --auth"},
		{"a demo with a prefix", config.Settings{Demo: true, Prefix: "/x"}, env(), "prefix", "leave out --prefix"},
		{"a demo with authorities", config.Settings{Demo: true, CAFile: "x"}, env(), "ca-file", "leave out --ca-file"},
		{"a demo with too many requests", config.Settings{Demo: true, Concurrency: 65}, env(), "concurrency", "1 to 64"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.Resolve(tt.flags, config.Settings{}, tt.env)
			var refused *config.Error
			if !errors.As(err, &refused) {
				t.Fatalf("error is %v", err)
			}
			if refused.Setting != tt.setting || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("setting %s: %q, want %s: %q", refused.Setting, err, tt.setting, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q tells a secret or is no single line", err)
			}
			if reveal(got) != (plain{}) {
				t.Errorf("settings beside an error: %+v", reveal(got))
			}
		})
	}
}

func TestHost(t *testing.T) {
	for address, want := range map[string]string{
		"": "", host: "apio.example.net", "https://h:8443/path": "h:8443", "http://[::1]:8080": "[::1]:8080", "https://h:port": "",
		"https://PBX.Example.net:443/x": "pbx.example.net", "http://h:80": "h", "http://h:443": "h:443", "https://[::1]:443": "[::1]", "https://h:1443": "h:1443",
	} {
		if got := (config.Settings{URL: address}).Host(); got != want {
			t.Errorf("host of %q is %q, want %q", address, got, want)
		}
	}
}
