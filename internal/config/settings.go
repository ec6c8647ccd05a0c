// Package config makes one value of what flags, the environment and the profiles of the
// configuration file set, and refuses what cannot work with what to do instead.
package config

import (
	"cmp"
	"encoding/json"
	"math"
	"net"
	"net/url"
	"strings"
	"time"
)

// Auth is how the login is carried. The zero value lets Resolve choose.
type Auth string

// Color is whether to draw in colour. The zero value lets Resolve choose.
type Color string

// Theme is the background that the colours are for. The zero value lets Resolve choose.
type Theme string

// Accent is the colour of a label. The zero value lets Resolve choose.
type Accent string

// Signs is what to draw with. The zero value leaves it to the locale and the terminal.
type Signs string

// Words are a list of them as a JSON array. The zero value has none.
type Words string

// List returns the words, none where they are no such array.
func (w Words) List() []string {
	var words []string
	_ = json.Unmarshal([]byte(w), &words)
	return words
}

// The choices.
const (
	APIO = "apio" // the Netaxis APIO REST API
	Odin = "odin" // the Odin REST API

	Cookie Auth = "cookie" // user name and password for a session cookie
	Core   Auth = "core"   // user name and password for the tokens of an APIO core
	Bearer Auth = "bearer" // a ready token
	// Password is a user name and a password for a token, as the Odin API has it. It
	// has no name on the command line: there it holds where no token is given.
	Password Auth = "password"

	ColorAuto  Color = "auto" // what the terminal says that it has, unless NO_COLOR is set
	ColorNever Color = "never"
	Color16    Color = "16" // the terminal's sixteen colours; this and the others whatever NO_COLOR says
	Color256   Color = "256"
	ColorTrue  Color = "true" // 24 bits

	ThemeAuto  Theme = "auto" // what the terminal's environment says, else dark
	ThemeDark  Theme = "dark"
	ThemeLight Theme = "light"

	AccentAuto Accent = "auto" // by the label
	Red        Accent = "red"  // as production
	Amber      Accent = "amber"
	Green      Accent = "green"
	Blue       Accent = "blue"

	ASCII   Signs = "ascii"
	Unicode Signs = "unicode"
)

// The bounds and the defaults of Settings.
const (
	minConcurrency     = 1
	defaultConcurrency = 16
	maxConcurrency     = 64
	defaultScanRate    = 5
	minRefresh         = time.Second
	corePrefix         = "/api/v01" // of an APIO core
	// demoLabel is that of every demo, whatever the environment says: nobody may take one
	// for a live platform, or a live platform for one.
	demoLabel = "DEMO"
)

// Settings is everything that can be set for the explorer and the commands that connect.
// Resolve makes them of what the sources say; Table tells how each field is given.
type Settings struct {
	Demo    bool   // use the simulated platform; the connection fields are then empty
	Profile string // the profile of the configuration file that the rest is from, if any

	URL      string // https://HOST[:PORT][/PATH]
	API      string // APIO or Odin
	Prefix   string // path in front of the resources; empty for the API's own, or for what a core lists
	Gateway  string // name of the one behind a core that is meant; empty for the only one
	Auth     Auth
	Username string // may be missing but with Bearer: it can still be asked for
	Password Secret // likewise

	Keyring         bool   // the password is in the keyring of this machine
	PasswordCommand Words  // a program and its arguments that print the password; empty for none
	Token           Secret // never missing with Bearer
	CAFile          string // PEM file of authorities beside the system's

	InsecureHTTP bool // the login may go over plain HTTP to a host that is not this machine

	Concurrency int     // requests in flight at once, 1 to 64
	Rate        float64 // requests a second, 0 is no limit
	ScanRate    float64 // requests a second of a scan of all tenants, 0 is the default
	Write       bool    // edits are allowed
	LogFile     string  // empty is no log
	Operator    string  // who makes the edits; empty is the user of this machine

	Label   string        // a word for the header, such as PROD
	Accent  Accent        // of the label
	Refresh time.Duration // interval of reading the screen again, 0 is off
	Color   Color
	Theme   Theme
	Signs   Signs
	Mouse   bool // the mouse scrolls and selects
	NoDiff  bool // send whole lines to the terminal instead of what changed in them
	NoSync  bool // no marks around a frame
}

// Host returns the host of URL, if any, in lower case, with its port unless that is the
// scheme's own: what is kept of a platform is found however its address is written.
func (s Settings) Host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	host, port := strings.ToLower(u.Host), map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	return strings.TrimSuffix(host, port)
}

// isOfCore reports whether what is set leads to an APIO core: its address, its prefix or a
// gateway behind it.
func (s Settings) isOfCore() bool {
	u, err := url.Parse(s.URL)
	if err != nil {
		return false
	}
	path := strings.TrimRight(u.Path, "/") + "/" + strings.Trim(s.Prefix, "/") + "/"
	return s.Gateway != "" || strings.Contains(path, corePrefix+"/")
}

// IsInsecure reports whether the login, and all that is read, goes to another machine as plain
// text, which everybody on the way can read and change.
func (s Settings) IsInsecure() bool {
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "http" {
		return false
	}
	address := net.ParseIP(u.Hostname())
	return !strings.EqualFold(u.Hostname(), "localhost") && (address == nil || !address.IsLoopback())
}

// HotspotRate returns how many requests a second a scan of all tenants makes, infinite for a demo
// that is not to be slower: of a rate that is limited for all requests, half is left to whoever
// looks at a screen.
func (s Settings) HotspotRate() float64 {
	if s.Demo && s.ScanRate == 0 && s.Rate == 0 {
		return math.Inf(1)
	}
	rate := cmp.Or(s.ScanRate, defaultScanRate)
	if s.Rate > 0 {
		return min(rate, s.Rate/2)
	}
	return rate
}
