package config

import "strconv"

// Table returns all settings, in the order in which they are shown and checked.
func Table() []Setting {
	return append(append(connectionSettings(), requestSettings()...), screenSettings()...)
}

func connectionSettings() []Setting {
	return []Setting{{
		Name: "demo", Flag: Connecting, at: func(s *Settings) any { return &s.Demo },
		Usage: "use a simulated platform inside this program",
	}, {
		Name: "profile", Env: "BANYAN_PROFILE", Flag: Connecting, platform: true, at: func(s *Settings) any { return &s.Profile },
		Usage: "connect as this profile of the configuration file says",
	}, {
		Name: "url", Env: "BANYAN_URL", Key: "url", Flag: Connecting, platform: true, at: func(s *Settings) any { return &s.URL },
		Usage: "address of the platform: https://HOST or https://HOST:PORT", check: checkURL,
	}, {
		Name: "insecure-http", Env: "BANYAN_INSECURE_HTTP", Key: "insecureHttp", Flag: Connecting, platform: true,
		at:    func(s *Settings) any { return &s.InsecureHTTP },
		Usage: "allow an address with http:// that is not this machine: the login can be read on the way",
	}, {
		Name: "api", Env: "BANYAN_API", Key: "api", Flag: Connecting, platform: true, inDemo: true, at: func(s *Settings) any { return &s.API },
		Usage: "which API it speaks: apio or odin", Default: APIO, noun: "API", Values: []string{APIO, Odin},
	}, {
		Name: "prefix", Key: "prefix", Flag: Connecting, platform: true, at: func(s *Settings) any { return &s.Prefix },
		Usage: "path in front of the resources, such as /api/v01/p1", Otherwise: "/api/v1, of a core what it lists, of odin /api/v2",
		check: func(s Settings) error { return checkPrefix(s.Prefix) },
	}, {
		Name: "gateway", Key: "gateway", Flag: Connecting, platform: true, at: func(s *Settings) any { return &s.Gateway },
		Usage: "name of the gateway behind an APIO core, where it has several", Otherwise: "the only one; asked for", check: checkGateway,
	}, {
		Name: "auth", Key: "auth", Flag: Connecting, platform: true, at: func(s *Settings) any { return &s.Auth },
		Usage: "login of apio: cookie, core or bearer", Otherwise: "cookie; core with --gateway, or /api/v01 in the address or prefix; bearer where BANYAN_TOKEN is set",
		Values: []string{string(Cookie), string(Core), string(Bearer)}, check: checkAuth,
	}, {
		Name: "username", Env: "BANYAN_USERNAME", Key: "username", Flag: Connecting, platform: true, at: func(s *Settings) any { return &s.Username },
		Usage: "user name for the login",
	}, {
		Name: "password", Env: "BANYAN_PASSWORD", platform: true, Secret: true, at: func(s *Settings) any { return &s.Password },
		Usage: "password for the login; asked for where it is not given",
	}, {
		Name: "password-command", Key: "passwordCommand", platform: true, at: func(s *Settings) any { return &s.PasswordCommand },
		Usage: "a program and its arguments, as a list, of whose output the first line is the password", Otherwise: "it is asked for",
		check: checkPassword,
	}, {
		Name: "keyring", Key: "keyring", platform: true, at: func(s *Settings) any { return &s.Keyring },
		Usage: "the password is in the keyring of this machine: banyan config keyring save puts it there",
	}, {
		Name: "token", Env: "BANYAN_TOKEN", platform: true, Secret: true, at: func(s *Settings) any { return &s.Token },
		Usage: "ready bearer token, instead of a password",
	}, {
		Name: "ca-file", Key: "caFile", Flag: Connecting, platform: true, File: true, at: func(s *Settings) any { return &s.CAFile },
		Usage: "PEM file of private certificate authorities to trust as well",
	}}
}

func requestSettings() []Setting {
	return []Setting{{
		Name: "concurrency", Key: "concurrency", Flag: Connecting, at: func(s *Settings) any { return &s.Concurrency },
		Usage: "requests in flight at once, 1 to 64", Default: strconv.Itoa(defaultConcurrency), check: checkConcurrency,
	}, {
		Name: "rate", Key: "rate", Flag: Connecting, at: func(s *Settings) any { return &s.Rate },
		Usage: "at most this many requests a second", Otherwise: "no limit",
		check: func(s Settings) error { return checkRate("rate", s.Rate, ", or 0 for no limit") },
	}, {
		Name: "scan-rate", Key: "scanRate", Flag: Scanning, at: func(s *Settings) any { return &s.ScanRate },
		Usage: "at most this many requests a second while hotspots are scanned", Otherwise: strconv.Itoa(defaultScanRate) + "; no limit in the demo",
		holds: Settings.HotspotRate, check: func(s Settings) error { return checkRate("scan-rate", s.ScanRate, "") },
	}, {
		Name: "write", Key: "mode", Flag: Saving, at: func(s *Settings) any { return &s.Write }, off: "read", on: "write",
		Usage: "allow edits to be saved", Otherwise: "read-only", noun: "mode",
	}, {
		Name: "log", Flag: Connecting, File: true, at: func(s *Settings) any { return &s.LogFile },
		Usage: "write a log of requests to this file",
	}, {
		Name: "operator", Env: "BANYAN_OPERATOR", at: func(s *Settings) any { return &s.Operator },
		Usage: "who makes the edits, for their journal, where many share one user", Otherwise: "the user of this machine",
	}}
}

func screenSettings() []Setting {
	return []Setting{{
		Name: "label", Env: "BANYAN_LABEL", Key: "label", platform: true, at: func(s *Settings) any { return &s.Label },
		Usage: "a word for the header, such as PROD",
	}, {
		Name: "accent", Key: "accent", platform: true, at: func(s *Settings) any { return &s.Accent },
		Usage: "the colour of the label, auto (by its name), red, amber, green or blue; red tints the header while edits may be saved", Default: string(AccentAuto),
		noun: "accent", Values: []string{string(AccentAuto), string(Red), string(Amber), string(Green), string(Blue)},
	}, {
		Name: "refresh", Key: "refresh", Flag: Exploring, at: func(s *Settings) any { return &s.Refresh },
		Usage: "read the screen again at this interval, such as 30s", Otherwise: "off", check: checkRefresh,
	}, {
		Name: "color", Env: "NO_COLOR", envMeans: string(ColorNever), Key: "color", Flag: Exploring, at: func(s *Settings) any { return &s.Color },
		Usage: "auto, never, 16, 256 or true; the last three whatever NO_COLOR says", Default: string(ColorAuto),
		noun: "colour mode", Values: []string{string(ColorAuto), string(ColorNever), string(Color16), string(Color256), string(ColorTrue)},
	}, {
		Name: "theme", Env: "BANYAN_THEME", Key: "theme", Flag: Exploring, at: func(s *Settings) any { return &s.Theme },
		Usage: "the terminal's background: dark, light or auto", Default: string(ThemeAuto),
		noun: "theme", Values: []string{string(ThemeDark), string(ThemeLight), string(ThemeAuto)},
	}, {
		Name: "ascii", Key: "ascii", Flag: Exploring, at: func(s *Settings) any { return &s.Signs },
		Usage: "draw with plain ASCII signs only", Otherwise: "where the locale is not UTF-8",
	}, {
		Name: "mouse", Key: "mouse", Flag: Exploring, at: func(s *Settings) any { return &s.Mouse },
		Usage: "scroll and select with the mouse; hold shift to select text", Otherwise: "off, M in the explorer",
	}, {
		Name: "no-diff", Flag: Exploring, at: func(s *Settings) any { return &s.NoDiff },
		Usage: "send whole lines to the terminal instead of what changed in them",
	}, {
		Name: "no-sync", Flag: Exploring, at: func(s *Settings) any { return &s.NoSync },
		Usage: "never tell the terminal where a frame begins and ends",
	}}
}

func find(is func(Setting) bool) (Setting, bool) {
	for _, s := range Table() {
		if is(s) {
			return s, true
		}
	}
	return Setting{}, false
}
