package config_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"banyan/internal/config"
)

// env looks variables up in "NAME=value" pairs.
func env(pairs ...string) config.Source {
	return config.ReadEnv(func(name string) string {
		for _, pair := range pairs {
			if key, value, _ := strings.Cut(pair, "="); key == name {
				return value
			}
		}
		return ""
	})
}

// given is what the flags or a profile say in "name=text" pairs.
func given(pairs ...string) config.Source {
	var source config.Source
	for _, pair := range pairs {
		name, text, _ := strings.Cut(pair, "=")
		if err := source.Set(name, text); err != nil {
			panic(pair + ": " + err.Error())
		}
	}
	return source
}

const host = "https://apio.example.net"

func TestResolve(t *testing.T) {
	secret := config.NewSecret
	base := config.Settings{URL: host, API: "apio", Auth: config.Cookie, Concurrency: 16, Accent: config.AccentAuto, Color: config.ColorAuto, Theme: config.ThemeAuto}
	with := func(change func(*config.Settings)) config.Settings {
		s := base
		change(&s)
		return s
	}
	for _, tt := range []struct {
		name  string
		flags config.Source
		env   config.Source
		want  config.Settings
	}{
		{"an address is enough", given("url=" + host), env(), with(func(*config.Settings) {})},
		{"the environment is enough", given(), env("BANYAN_URL=" + host), with(func(*config.Settings) {})},
		{
			"the environment is read whole", given(),
			env("BANYAN_URL="+host+":8443/x", "BANYAN_API=apio", "BANYAN_USERNAME=anna", "BANYAN_PASSWORD=pw", "BANYAN_LABEL=PROD", "NO_COLOR=1"),
			with(func(s *config.Settings) {
				s.URL, s.Username, s.Password, s.Label, s.Color = host+":8443/x", "anna", secret("pw"), "PROD", config.ColorNever
			}),
		},
		{
			"a flag goes before the environment", given("url="+host, "api=apio", "username=bert", "label=LAB", "color=16"),
			env("BANYAN_URL=http://other", "BANYAN_API=odin", "BANYAN_USERNAME=anna", "BANYAN_LABEL=PROD", "NO_COLOR=1"),
			with(func(s *config.Settings) { s.Username, s.Label, s.Color = "bert", "LAB", config.Color16 }),
		},
		{"auto heeds NO_COLOR", given("url="+host, "color=auto"), env("NO_COLOR=1"), with(func(s *config.Settings) { s.Color = config.ColorNever })},
		{"an empty NO_COLOR says nothing", given("url=" + host), env("NO_COLOR="), with(func(*config.Settings) {})},
		{
			"a token makes the login bearer", given("url=" + host), env("BANYAN_TOKEN=abc"),
			with(func(s *config.Settings) { s.Auth, s.Token = config.Bearer, secret("abc") }),
		},
		{
			"a cookie login can be asked for beside a token", given("url="+host, "auth=cookie"), env("BANYAN_TOKEN=abc"),
			with(func(s *config.Settings) { s.Token = secret("abc") }),
		},
		{"a core is known by its address", given("url=" + host + "/api/v01/p2"), env(), with(func(s *config.Settings) { s.URL, s.Auth = host+"/api/v01/p2", config.Core })},
		{"and by its own prefix", given("url="+host, "prefix=/api/v01"), env(), with(func(s *config.Settings) { s.Prefix, s.Auth = "/api/v01", config.Core })},
		{"and by a gateway", given("url="+host, "gateway=BE East"), env(), with(func(s *config.Settings) { s.Gateway, s.Auth = "BE East", config.Core })},
		{"another version is none", given("url="+host, "prefix=/api/v012"), env(), with(func(s *config.Settings) { s.Prefix = "/api/v012" })},
		{
			"a cookie login can be asked for at a core", given("url="+host, "prefix=/api/v01/p1", "auth=cookie"), env(),
			with(func(s *config.Settings) { s.Prefix = "/api/v01/p1" }),
		},
		{
			"a token goes before a login at a core", given("url="+host, "gateway=x"), env("BANYAN_TOKEN=abc"),
			with(func(s *config.Settings) { s.Gateway, s.Auth, s.Token = "x", config.Bearer, secret("abc") }),
		},
		{
			"Odin is logged in to with a password for a token", given("url="+host, "api=odin"), env("BANYAN_PASSWORD=pw"),
			with(func(s *config.Settings) { s.API, s.Auth, s.Password = "odin", config.Password, secret("pw") }),
		},
		{
			"a ready token does for Odin too", given("url=" + host), env("BANYAN_API=odin", "BANYAN_TOKEN=abc"),
			with(func(s *config.Settings) { s.API, s.Auth, s.Token = "odin", config.Bearer, secret("abc") }),
		},
		{
			"a demo speaks Odin when asked", given("demo=true", "api=odin"), env("BANYAN_TOKEN=abc"),
			config.Settings{Demo: true, API: "odin", Auth: config.Password, Concurrency: 16, Label: "DEMO", Color: config.ColorAuto, Theme: config.ThemeAuto},
		},
		{
			"everything else is passed on", given("url="+host, "prefix=/api/v01/p1/", "ca-file=ca.pem", "concurrency=64", "rate=0.5", "write=true", "log=log", "refresh=1s", "ascii=true"),
			env(),
			with(func(s *config.Settings) {
				s.Prefix, s.CAFile, s.Concurrency, s.Rate, s.Write = "/api/v01/p1/", "ca.pem", 64, 0.5, true
				s.Auth = config.Core
				s.LogFile, s.Refresh, s.Signs = "log", time.Second, config.ASCII
			}),
		},
		{
			"a demo takes nothing of a connection", given("demo=true", "concurrency=1", "password=pw", "token=abc"),
			env("BANYAN_URL="+host, "BANYAN_API=odin", "BANYAN_USERNAME=anna", "BANYAN_PASSWORD=pw", "BANYAN_TOKEN=abc", "BANYAN_LABEL=PROD", "NO_COLOR=1"),
			config.Settings{Demo: true, API: "apio", Auth: config.Cookie, Concurrency: 1, Label: "DEMO", Color: config.ColorNever, Theme: config.ThemeAuto},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.Resolve(tt.flags, nil, tt.env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(config.Secret{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatCannotWorkIsRefusedWithAWayOut(t *testing.T) {
	for _, tt := range []struct {
		name    string
		flags   config.Source
		env     config.Source
		setting string
		want    string
	}{
		{"no address", given(), env(), "url", "no address: give --url https://HOST or set BANYAN_URL, or try --demo"},
		{"a host alone", given("url=apio.example.net"), env(), "url", "write --url or BANYAN_URL as https://HOST[:PORT]"},
		{"a host and a port", given("url=localhost:8080"), env(), "url", "as https://HOST[:PORT]"},
		{"an address and a port", given("url=127.0.0.1:8080"), env(), "url", "as https://HOST[:PORT]"},
		{"another scheme", given(), env("BANYAN_URL=ftp://host"), "url", "as https://HOST[:PORT]"},
		{"no host", given("url=https://:8443/x"), env(), "url", "as https://HOST[:PORT]"},
		{"a password in the address", given("url=https://anna:hunter2@host"), env(), "url", "give --username and set BANYAN_PASSWORD"},
		{"a password in a broken address", given("url=https://anna:hunter2@ho st:x"), env(), "url", "as https://HOST[:PORT]"},
		{"a query", given("url=" + host + "?token=hunter2"), env(), "url", "leave that out"},
		{"a fragment", given("url=" + host + "#top"), env(), "url", "leave that out"},
		{"another API", given("url="+host, "api=thor"), env(), "api", `no API is called "thor": --api and BANYAN_API can be apio or odin`},
		{"another API in the environment", given("url=" + host), env("BANYAN_API=APIO"), "api", "can be apio"},
		{"another API for a demo", given("demo=true", "api=thor"), env(), "api", "can be apio or odin"},
		{"a session cookie of Odin", given("url="+host, "api=odin", "auth=cookie"), env("BANYAN_TOKEN=a"), "auth", "the Odin API has no session cookies: leave out --auth"},
		{"a ready token of Odin that is not there", given("url="+host, "api=odin", "auth=bearer"), env(), "auth", "set BANYAN_TOKEN, or leave out --auth"},
		{"a login by password of APIO by its inner name", given("url="+host, "auth=password"), env(), "auth", "can be cookie, core or bearer"},
		{"a prefix without a slash", given("url="+host, "prefix=api/v1"), env(), "prefix", "write it as --prefix /api/v1"},
		{"a prefix with a query", given("url="+host, "prefix=/api?x"), env(), "prefix", "leave out"},
		{"a prefix with an empty part", given("url="+host, "prefix=/api//v1"), env(), "prefix", "a part that is empty"},
		{"a prefix that begins with an empty part", given("url="+host, "prefix=//api"), env(), "prefix", "a part that is empty"},
		{"a prefix that ends with an empty part", given("url="+host, "prefix=/api//"), env(), "prefix", "a part that is empty"},
		{"another login", given("url="+host, "auth=basic"), env("BANYAN_TOKEN=a"), "auth", "--auth can be cookie, core or bearer"},
		{"a core of Odin", given("url="+host, "api=odin", "auth=core"), env(), "auth", "a core is one of the APIO API"},
		{"a gateway of Odin", given("url="+host, "api=odin", "gateway=x"), env(), "gateway", "leave out --gateway"},
		{"a gateway without a core", given("url="+host, "auth=cookie", "gateway=x"), env(), "gateway", "give --auth core with --gateway"},
		{"a gateway named twice", given("url="+host, "prefix=/api/v01/p1", "gateway=x"), env(), "gateway", "leave out one of them"},
		{"a demo with a gateway", given("demo=true", "gateway=x"), env(), "gateway", "leave out --gateway"},
		{"bearer without a token", given("url="+host, "auth=bearer"), env(), "auth", "set BANYAN_TOKEN, or use --auth cookie"},
		{"a token with a newline", given("url=" + host), env("BANYAN_TOKEN=hunter2\n"), "auth", "printable ASCII"},
		{"a token with a blank", given("url=" + host), env("BANYAN_TOKEN=Bearer hunter2"), "auth", "without blanks"},
		{"a token that is not ASCII", given("url=" + host), env("BANYAN_TOKEN=hunter2é"), "auth", "printable ASCII"},
		{"a token without end", given("url=" + host), env("BANYAN_TOKEN=" + strings.Repeat("x", 8193)), "auth", "at most 8192"},
		{"no request at once", given("url="+host, "concurrency=0"), env(), "concurrency", "0 requests at once"},
		{"a login in the clear", given("url=http://pbx.example.net"), env(), "url", "give --insecure-http"},
		{"too few requests at once", given("url="+host, "concurrency=-1"), env(), "concurrency", "give --concurrency 1 to 64"},
		{"too many requests at once", given("url="+host, "concurrency=65"), env(), "concurrency", "65 requests at once"},
		{"a negative rate", given("url="+host, "rate=-1"), env(), "rate", "0 for no limit"},
		{"a rate that is no number", given("url="+host, "rate=NaN"), env(), "rate", "0 for no limit"},
		{"an endless rate", given("url="+host, "rate=Inf"), env(), "rate", "0 for no limit"},
		{"a negative rate of a scan", given("url="+host, "scan-rate=-1"), env(), "scan-rate", "a number above 0"},
		{"a rate of a scan that is no number", given("url="+host, "scan-rate=NaN"), env(), "scan-rate", "a number above 0"},
		{"an endless rate of a scan", given("url="+host, "scan-rate=Inf"), env(), "scan-rate", "a number above 0"},
		{"a negative refresh", given("url="+host, "refresh=-1s"), env(), "refresh", "give --refresh 1s or more"},
		{"a refresh below a second", given("url="+host, "refresh=999ms"), env(), "refresh", "or 0 for none"},
		{"another colour mode", given("url="+host, "color=always"), env(), "color", "auto, never, 16, 256 or true"},
		{"another theme", given("url="+host, "theme=blue"), env(), "theme", "dark, light or auto"},
		{"a demo with an address", given("demo=true", "url="+host), env(), "url", "leave out --url"},
		{"a demo with a user", given("demo=true", "username=anna"), env(), "username", "leave out --username"},
		{"a demo with a login", given("demo=true", "auth=bearer"), env(), "auth", "leave out --auth"},
		{"a demo with a prefix", given("demo=true", "prefix=/x"), env(), "prefix", "leave out --prefix"},
		{"a demo with authorities", given("demo=true", "ca-file=x"), env(), "ca-file", "leave out --ca-file"},
		{"a demo with too many requests", given("demo=true", "concurrency=65"), env(), "concurrency", "1 to 64"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.Resolve(tt.flags, nil, tt.env)
			refused, ok := errors.AsType[*config.Error](err)
			if !ok {
				t.Fatalf("error is %v", err)
			}
			if refused.Setting != tt.setting || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("setting %s: %q, want %s: %q", refused.Setting, err, tt.setting, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q tells a secret or is no single line", err)
			}
			if got != (config.Settings{}) {
				t.Errorf("settings beside an error: %+v", got)
			}
		})
	}
}

func TestTheThemeIsAFlagsThenTheEnvironmentsThenTheProfiles(t *testing.T) {
	for name, tt := range map[string]struct {
		flag    config.Theme
		env     config.Source
		profile config.Theme
		want    config.Theme
	}{
		"nothing":                         {"", env(), "", config.ThemeAuto},
		"the profile":                     {"", env(), config.ThemeLight, config.ThemeLight},
		"the environment and the profile": {"", env("BANYAN_THEME=dark"), config.ThemeLight, config.ThemeDark},
		"a flag and both":                 {config.ThemeLight, env("BANYAN_THEME=dark"), config.ThemeDark, config.ThemeLight},
		"a flag that leaves it open":      {config.ThemeAuto, env("BANYAN_THEME=light"), config.ThemeLight, config.ThemeAuto},
	} {
		profile := given("profile=prod", "url="+host, "theme="+string(tt.profile))
		got, err := config.Resolve(given("theme="+string(tt.flag)), profile, tt.env)
		if err != nil || got.Theme != tt.want {
			t.Errorf("%s: want %s, got %s, %v", name, tt.want, got.Theme, err)
		}
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

func TestAScanLeavesHalfOfALimitedRateToTheScreens(t *testing.T) {
	for _, test := range []struct {
		name                string
		wanted, limit, want float64
	}{
		{"nothing was said", 0, 0, 5},
		{"a rate of its own", 12, 0, 12},
		{"a limit for all", 0, 4, 2},
		{"a limit that is wide enough", 12, 100, 12},
	} {
		if got := (config.Settings{ScanRate: test.wanted, Rate: test.limit}).HotspotRate(); got != test.want {
			t.Errorf("%s: %v requests a second, want %v", test.name, got, test.want)
		}
	}
	if got := (config.Settings{Demo: true}).HotspotRate(); !math.IsInf(got, 1) {
		t.Errorf("in the demo: %v requests a second", got)
	}
}
