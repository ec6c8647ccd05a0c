package config

// Env is what the environment says. The zero value says nothing.
type Env struct {
	URL      string
	API      string
	Username string
	Password Secret
	Token    Secret
	Label    string
	Profile  string
	Theme    Theme
	NoColor  bool // NO_COLOR is set and not empty (no-color.org)
}

// ReadEnv reads the environment through lookup, which returns "" for a variable
// that is not set, as os.Getenv does.
func ReadEnv(lookup func(name string) string) Env {
	return Env{
		URL:      lookup("BANYAN_URL"),
		API:      lookup("BANYAN_API"),
		Username: lookup("BANYAN_USERNAME"),
		Password: NewSecret(lookup("BANYAN_PASSWORD")),
		Token:    NewSecret(lookup("BANYAN_TOKEN")),
		Label:    lookup("BANYAN_LABEL"),
		Profile:  lookup("BANYAN_PROFILE"),
		Theme:    Theme(lookup("BANYAN_THEME")),
		NoColor:  lookup("NO_COLOR") != "",
	}
}
