package config_test

import (
	"testing"

	"banyan/internal/config"
)

func TestTheThemeIsAFlagsThenTheEnvironmentsThenTheProfiles(t *testing.T) {
	for name, tt := range map[string]struct {
		flag    config.Theme
		env     config.Env
		profile config.Theme
		want    config.Theme
	}{
		"nothing":                         {"", env(), "", config.ThemeAuto},
		"the profile":                     {"", env(), config.ThemeLight, config.ThemeLight},
		"the environment and the profile": {"", env("BANYAN_THEME=dark"), config.ThemeLight, config.ThemeDark},
		"a flag and both":                 {config.ThemeLight, env("BANYAN_THEME=dark"), config.ThemeDark, config.ThemeLight},
		"a flag that leaves it open":      {config.ThemeAuto, env("BANYAN_THEME=light"), config.ThemeLight, config.ThemeAuto},
	} {
		profile := config.Settings{Profile: "prod", URL: host, Theme: tt.profile}
		got, err := config.Resolve(config.Settings{Theme: tt.flag}, profile, tt.env)
		if err != nil || got.Theme != tt.want {
			t.Errorf("%s: want %s, got %s, %v", name, tt.want, got.Theme, err)
		}
	}
}
