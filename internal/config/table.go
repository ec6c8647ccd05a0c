package config

import (
	"strconv"
	"time"
)

// Table returns all settings, in the order in which they are shown and checked.
func Table() []Setting {
	return append(append(connectionSettings(), requestSettings()...), screenSettings()...)
}

func connectionSettings() []Setting {
	return []Setting{{
		Name: "demo", Flag: Connecting,
		Usage: "use a simulated platform inside this program",
		field: toggle(func(s *Settings) *bool { return &s.Demo }),
	}, {
		Name: "profile", Env: "BANYAN_PROFILE", Flag: Connecting, platform: true,
		Usage: "connect as this profile of the configuration file says",
		field: plain(func(s *Settings) *string { return &s.Profile }),
	}, {
		Name: "url", Env: "BANYAN_URL", Key: "url", Flag: Connecting, platform: true,
		Usage: "address of the platform: https://HOST or https://HOST:PORT",
		field: plain(func(s *Settings) *string { return &s.URL }),
		check: func(s Settings) error { return checkURL(s.URL) },
	}, {
		Name: "api", Env: "BANYAN_API", Key: "api", Flag: Connecting, platform: true, inDemo: true,
		Usage: "which API it speaks: apio or odin", Default: APIO,
		noun: "API", Values: []string{APIO, Odin},
		field: plain(func(s *Settings) *string { return &s.API }),
	}, {
		Name: "prefix", Key: "prefix", Flag: Connecting, platform: true,
		Usage: "path in front of the resources, such as /api/v01/p1", Otherwise: "/api/v1, of odin /api/v2",
		field: plain(func(s *Settings) *string { return &s.Prefix }),
		check: func(s Settings) error { return checkPrefix(s.Prefix) },
	}, {
		Name: "auth", Key: "auth", Flag: Connecting, platform: true,
		Usage: "of apio: cookie or bearer", Otherwise: "cookie; bearer where BANYAN_TOKEN is set",
		Values: []string{string(Cookie), string(Bearer)},
		field:  plain(func(s *Settings) *Auth { return &s.Auth }),
		check:  checkAuth,
	}, {
		Name: "username", Env: "BANYAN_USERNAME", Key: "username", Flag: Connecting, platform: true,
		Usage: "user name for the login",
		field: plain(func(s *Settings) *string { return &s.Username }),
	}, {
		Name: "password", Env: "BANYAN_PASSWORD", platform: true, Secret: true,
		Usage: "password for the login; asked for where it is not given",
		field: secret(func(s *Settings) *Secret { return &s.Password }),
	}, {
		Name: "token", Env: "BANYAN_TOKEN", platform: true, Secret: true,
		Usage: "ready bearer token, instead of a password",
		field: secret(func(s *Settings) *Secret { return &s.Token }),
	}, {
		Name: "ca-file", Key: "caFile", Flag: Connecting, platform: true, File: true,
		Usage: "PEM file of private certificate authorities to trust as well",
		field: plain(func(s *Settings) *string { return &s.CAFile }),
	}}
}

func requestSettings() []Setting {
	return []Setting{{
		Name: "concurrency", Key: "concurrency", Flag: Connecting,
		Usage: "requests in flight at once, 1 to 64", Default: strconv.Itoa(DefaultConcurrency),
		field: number(func(s *Settings) *int { return &s.Concurrency }),
		check: checkConcurrency,
	}, {
		Name: "rate", Key: "rate", Flag: Connecting,
		Usage: "at most this many requests a second", Otherwise: "no limit",
		field: decimal(func(s *Settings) *float64 { return &s.Rate }),
		check: func(s Settings) error { return checkRate("rate", s.Rate, ", or 0 for no limit") },
	}, {
		Name: "scan-rate", Key: "scanRate", Flag: Exploring,
		Usage: "at most this many requests a second while hotspots are scanned", Default: strconv.Itoa(DefaultScanRate),
		field: scanRate(),
		check: func(s Settings) error { return checkRate("scan-rate", s.ScanRate, "") },
	}, {
		Name: "write", Key: "mode", Flag: Exploring,
		Usage: "allow edits to be saved", Otherwise: "read-only", noun: "mode",
		field: mode(func(s *Settings) *bool { return &s.Write }),
	}, {
		Name: "log", Flag: Connecting, File: true,
		Usage: "write a log of requests to this file",
		field: plain(func(s *Settings) *string { return &s.LogFile }),
	}, {
		Name: "operator", Env: "BANYAN_OPERATOR",
		Usage: "who makes the edits, for their journal, where many share one user", Otherwise: "the user of this machine",
		field: plain(func(s *Settings) *string { return &s.Operator }),
	}}
}

func screenSettings() []Setting {
	return []Setting{{
		Name: "label", Env: "BANYAN_LABEL", Key: "label", platform: true,
		Usage: "a word for the header, such as PROD",
		field: plain(func(s *Settings) *string { return &s.Label }),
	}, {
		Name: "refresh", Key: "refresh", Flag: Exploring,
		Usage: "read the screen again at this interval, such as 30s", Otherwise: "off",
		field: interval(func(s *Settings) *time.Duration { return &s.Refresh }),
		check: checkRefresh,
	}, {
		Name: "color", Env: "NO_COLOR", envMeans: string(ColorNever), Key: "color", Flag: Exploring,
		Usage: "auto, never, 16, 256 or true; the last three whatever NO_COLOR says", Default: string(ColorAuto),
		noun: "colour mode", Values: []string{string(ColorAuto), string(ColorNever), string(Color16), string(Color256), string(ColorTrue)},
		field: plain(func(s *Settings) *Color { return &s.Color }),
	}, {
		Name: "theme", Env: "BANYAN_THEME", Key: "theme", Flag: Exploring,
		Usage: "the terminal's background: dark, light or auto", Default: string(ThemeAuto),
		noun: "theme", Values: []string{string(ThemeDark), string(ThemeLight), string(ThemeAuto)},
		field: plain(func(s *Settings) *Theme { return &s.Theme }),
	}, {
		Name: "ascii", Key: "ascii", Flag: Exploring,
		Usage: "draw with plain ASCII signs only", Otherwise: "where the locale is not UTF-8",
		field: signs(func(s *Settings) *Signs { return &s.Signs }),
	}, {
		Name: "mouse", Key: "mouse", Flag: Exploring,
		Usage: "scroll and select with the mouse; hold shift to select text", Otherwise: "off, M in the explorer",
		field: toggle(func(s *Settings) *bool { return &s.Mouse }),
	}, {
		Name: "no-diff", Flag: Exploring,
		Usage: "send whole lines to the terminal instead of what changed in them",
		field: toggle(func(s *Settings) *bool { return &s.NoDiff }),
	}, {
		Name: "no-sync", Flag: Exploring,
		Usage: "never tell the terminal where a frame begins and ends",
		field: toggle(func(s *Settings) *bool { return &s.NoSync }),
	}}
}

// settingNamed returns the setting of that name.
func settingNamed(name string) (Setting, bool) {
	return find(func(s Setting) bool { return s.Name == name })
}

func find(is func(Setting) bool) (Setting, bool) {
	for _, s := range Table() {
		if is(s) {
			return s, true
		}
	}
	return Setting{}, false
}
