package config

import "strconv"

// Table returns all settings, in the order in which they are shown and checked.
func Table() []Setting {
	return append(append(connectionSettings(), requestSettings()...), screenSettings()...)
}

func connectionSettings() []Setting {
	return []Setting{{
		Name: "demo", Flag: Connecting,
		Usage: "use a simulated platform inside this program",
		at:    func(s *Settings) any { return &s.Demo },
	}, {
		Name: "profile", Env: "BANYAN_PROFILE", Flag: Connecting, platform: true,
		Usage: "connect as this profile of the configuration file says",
		at:    func(s *Settings) any { return &s.Profile },
	}, {
		Name: "url", Env: "BANYAN_URL", Key: "url", Flag: Connecting, platform: true,
		Usage: "address of the platform: https://HOST or https://HOST:PORT",
		at:    func(s *Settings) any { return &s.URL },
		check: func(s Settings) error { return checkURL(s.URL) },
	}, {
		Name: "api", Env: "BANYAN_API", Key: "api", Flag: Connecting, platform: true, inDemo: true,
		Usage: "which API it speaks: apio or odin", Default: APIO,
		noun: "API", Values: []string{APIO, Odin},
		at: func(s *Settings) any { return &s.API },
	}, {
		Name: "prefix", Key: "prefix", Flag: Connecting, platform: true,
		Usage: "path in front of the resources, such as /api/v01/p1", Otherwise: "/api/v1, of odin /api/v2",
		at:    func(s *Settings) any { return &s.Prefix },
		check: func(s Settings) error { return checkPrefix(s.Prefix) },
	}, {
		Name: "auth", Key: "auth", Flag: Connecting, platform: true,
		Usage: "of apio: cookie or bearer", Otherwise: "cookie; bearer where BANYAN_TOKEN is set",
		Values: []string{string(Cookie), string(Bearer)},
		at:     func(s *Settings) any { return &s.Auth },
		check:  checkAuth,
	}, {
		Name: "username", Env: "BANYAN_USERNAME", Key: "username", Flag: Connecting, platform: true,
		Usage: "user name for the login",
		at:    func(s *Settings) any { return &s.Username },
	}, {
		Name: "password", Env: "BANYAN_PASSWORD", platform: true, Secret: true,
		Usage: "password for the login; asked for where it is not given",
		at:    func(s *Settings) any { return &s.Password },
	}, {
		Name: "token", Env: "BANYAN_TOKEN", platform: true, Secret: true,
		Usage: "ready bearer token, instead of a password",
		at:    func(s *Settings) any { return &s.Token },
	}, {
		Name: "ca-file", Key: "caFile", Flag: Connecting, platform: true, File: true,
		Usage: "PEM file of private certificate authorities to trust as well",
		at:    func(s *Settings) any { return &s.CAFile },
	}}
}

func requestSettings() []Setting {
	return []Setting{{
		Name: "concurrency", Key: "concurrency", Flag: Connecting,
		Usage: "requests in flight at once, 1 to 64", Default: strconv.Itoa(DefaultConcurrency),
		at:    func(s *Settings) any { return &s.Concurrency },
		check: checkConcurrency,
	}, {
		Name: "rate", Key: "rate", Flag: Connecting,
		Usage: "at most this many requests a second", Otherwise: "no limit",
		at:    func(s *Settings) any { return &s.Rate },
		check: func(s Settings) error { return checkRate("rate", s.Rate, ", or 0 for no limit") },
	}, {
		Name: "scan-rate", Key: "scanRate", Flag: Exploring,
		Usage: "at most this many requests a second while hotspots are scanned", Default: strconv.Itoa(DefaultScanRate),
		at:    func(s *Settings) any { return &s.ScanRate },
		holds: Settings.HotspotRate,
		check: func(s Settings) error { return checkRate("scan-rate", s.ScanRate, "") },
	}, {
		Name: "write", Key: "mode", Flag: Exploring,
		Usage: "allow edits to be saved", Otherwise: "read-only", noun: "mode",
		at: func(s *Settings) any { return &s.Write }, off: "read", on: "write",
	}, {
		Name: "log", Flag: Connecting, File: true,
		Usage: "write a log of requests to this file",
		at:    func(s *Settings) any { return &s.LogFile },
	}, {
		Name: "operator", Env: "BANYAN_OPERATOR",
		Usage: "who makes the edits, for their journal, where many share one user", Otherwise: "the user of this machine",
		at: func(s *Settings) any { return &s.Operator },
	}}
}

func screenSettings() []Setting {
	return []Setting{{
		Name: "label", Env: "BANYAN_LABEL", Key: "label", platform: true,
		Usage: "a word for the header, such as PROD",
		at:    func(s *Settings) any { return &s.Label },
	}, {
		Name: "refresh", Key: "refresh", Flag: Exploring,
		Usage: "read the screen again at this interval, such as 30s", Otherwise: "off",
		at:    func(s *Settings) any { return &s.Refresh },
		check: checkRefresh,
	}, {
		Name: "color", Env: "NO_COLOR", envMeans: string(ColorNever), Key: "color", Flag: Exploring,
		Usage: "auto, never, 16, 256 or true; the last three whatever NO_COLOR says", Default: string(ColorAuto),
		noun: "colour mode", Values: []string{string(ColorAuto), string(ColorNever), string(Color16), string(Color256), string(ColorTrue)},
		at: func(s *Settings) any { return &s.Color },
	}, {
		Name: "theme", Env: "BANYAN_THEME", Key: "theme", Flag: Exploring,
		Usage: "the terminal's background: dark, light or auto", Default: string(ThemeAuto),
		noun: "theme", Values: []string{string(ThemeDark), string(ThemeLight), string(ThemeAuto)},
		at: func(s *Settings) any { return &s.Theme },
	}, {
		Name: "ascii", Key: "ascii", Flag: Exploring,
		Usage: "draw with plain ASCII signs only", Otherwise: "where the locale is not UTF-8",
		at: func(s *Settings) any { return &s.Signs },
	}, {
		Name: "mouse", Key: "mouse", Flag: Exploring,
		Usage: "scroll and select with the mouse; hold shift to select text", Otherwise: "off, M in the explorer",
		at: func(s *Settings) any { return &s.Mouse },
	}, {
		Name: "no-diff", Flag: Exploring,
		Usage: "send whole lines to the terminal instead of what changed in them",
		at:    func(s *Settings) any { return &s.NoDiff },
	}, {
		Name: "no-sync", Flag: Exploring,
		Usage: "never tell the terminal where a frame begins and ends",
		at:    func(s *Settings) any { return &s.NoSync },
	}}
}

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
