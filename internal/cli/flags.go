package cli

import (
	"errors"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"banyan/internal/config"
)

// connectFlags are the flags of every command that connects, and of the explorer.
type connectFlags struct {
	config.Settings
	set *pflag.FlagSet // that they were added to
}

// against returns a profile without what a flag was given for. A flag that turns
// something off, as --write=false and --rate 0 do, is no different from one that was not
// given once it is a setting.
func (f *connectFlags) against(profile config.Settings) config.Settings {
	given := func(name string) bool { return f.set != nil && f.set.Changed(name) }
	profile.Write = profile.Write && !given("write")
	profile.Mouse = profile.Mouse && !given("mouse")
	if given("rate") {
		profile.Rate = 0
	}
	if given("scan-rate") {
		profile.ScanRate = 0
	}
	if given("refresh") {
		profile.Refresh = 0
	}
	return profile
}

func (f *connectFlags) addConnect(flags *pflag.FlagSet) {
	f.set = flags
	flags.BoolVar(&f.Demo, "demo", false, "use a simulated platform inside this program")
	flags.StringVar(&f.Profile, "profile", "", "connect as this profile of the configuration file says (BANYAN_PROFILE)")
	flags.StringVar(&f.URL, "url", "", "address of the platform: https://HOST[:PORT] (BANYAN_URL)")
	flags.StringVar(&f.API, "api", "", "which API it speaks: apio or odin (BANYAN_API; default apio)")
	flags.StringVar(&f.Prefix, "prefix", "", "path in front of the resources, such as /api/v01/p1 (default /api/v1, of odin /api/v2)")
	flags.StringVar((*string)(&f.Auth), "auth", "", "of apio: cookie or bearer (default cookie; bearer where BANYAN_TOKEN is set)")
	flags.StringVar(&f.Username, "username", "", "user name for the login (BANYAN_USERNAME)")
	flags.StringVar(&f.CAFile, "ca-file", "", "PEM file of private certificate authorities to trust as well")
	flags.IntVar(&f.Concurrency, "concurrency", 0, "requests in flight at once, 1 to 64 (default 16)")
	flags.Float64Var(&f.Rate, "rate", 0, "at most this many requests a second (default no limit)")
	flags.StringVar(&f.LogFile, "log", "", "write a log of requests to this file")
}

// addScreen adds the flags of the explorer alone. Only there is anything to save.
func (f *connectFlags) addScreen(flags *pflag.FlagSet) {
	flags.BoolVar(&f.Write, "write", false, "allow edits to be saved (default read-only)")
	flags.DurationVar(&f.Refresh, "refresh", time.Duration(0), "read the screen again at this interval, such as 30s (default off)")
	flags.Float64Var(&f.ScanRate, "scan-rate", 0, "at most this many requests a second while hotspots are scanned (default 5)")
	flags.StringVar((*string)(&f.Color), "color", "", "auto, never, 16, 256 or true; the last three whatever NO_COLOR says (default auto)")
	flags.StringVar((*string)(&f.Theme), "theme", "", "the terminal's background: dark, light or auto (BANYAN_THEME; default auto)")
	flags.BoolVar(&f.Mouse, "mouse", false, "scroll and select with the mouse; hold shift to select text (default off, M in the explorer)")
	flags.BoolVar(&f.NoDiff, "no-diff", false, "send whole lines to the terminal instead of what changed in them")
	flags.BoolVar(&f.NoSync, "no-sync", false, "never tell the terminal where a frame begins and ends")
	flags.VarPF((*signsFlag)(&f.Signs), "ascii", "", "draw with plain ASCII signs only (default where the locale is not UTF-8)").NoOptDefVal = "true"
}

// signsFlag is a flag of yes and no that knows whether it was given.
type signsFlag config.Signs

// String implements pflag.Value.
func (s *signsFlag) String() string {
	switch config.Signs(*s) {
	case config.ASCII:
		return "true"
	case config.Unicode:
		return "false"
	}
	return ""
}

// Set implements pflag.Value.
func (s *signsFlag) Set(text string) error {
	ascii, err := strconv.ParseBool(text)
	if err != nil {
		return errors.New("give true or false")
	}
	*s = signsFlag(config.Unicode)
	if ascii {
		*s = signsFlag(config.ASCII)
	}
	return nil
}

// Type implements pflag.Value.
func (s *signsFlag) Type() string { return "bool" }
