package cli

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"banyan/internal/config"
)

// Profile is a session that the explorer can enter.
type Profile struct {
	Name     string
	Settings config.Settings
	Err      error // why it cannot be entered; nil where it can
	IsOpen   bool  // it was entered before
}

// Sessions are those that one explorer goes between: the one that it began with, one for each
// profile of the configuration file, and a demo. One that was entered stays connected until the
// explorer ends, so that no save is cut off and nobody logs in twice.
type Sessions struct {
	program Program
	given   config.Source // the flags that hold for each of them

	mu   sync.Mutex
	all  []Profile
	open map[string]*connection // by the names of the profiles
}

// demoName is the name of a demo among the profiles.
const demoName = "demo"

// openSessions opens that of the flags, which is the first.
func (p Program) openSessions(ctx context.Context, given config.Source) (*Sessions, *connection, error) {
	c, err := p.openSession(ctx, given)
	if err != nil {
		return nil, nil, err
	}
	s := &Sessions{program: p, given: given.OfAny(), open: map[string]*connection{}}
	first := Profile{Name: c.Settings.Profile, Settings: c.Settings}
	if first.Name == "" {
		first.Name = c.Place
	}
	s.open[first.Name] = c
	c.Name, c.Sessions = first.Name, s
	file, err := config.ReadFile(p.ConfigFile)
	if err != nil {
		s.all = append(s.all, Profile{Name: "profiles", Err: err})
	}
	for _, name := range file.Names() {
		settings, err := file.Resolve(name)
		s.all = append(s.all, Profile{Name: name, Settings: settings, Err: err})
	}
	if !slices.ContainsFunc(s.all, func(one Profile) bool { return one.Name == demoName }) {
		settings, err := config.Resolve(demoFlags(), nil, nil)
		s.all = append(s.all, Profile{Name: demoName, Settings: settings, Err: err})
	}
	if at := slices.IndexFunc(s.all, func(one Profile) bool { return one.Name == first.Name }); at >= 0 {
		s.all[at] = first
	} else {
		s.all = slices.Insert(s.all, 0, first)
	}
	return s, c, nil
}

func demoFlags() config.Source {
	var flags config.Source
	_ = flags.Set("demo", "true") // it is a switch
	return flags
}

// openSession opens a connection for the explorer, and logs in as far as nobody has to be asked.
func (p Program) openSession(ctx context.Context, given config.Source) (*connection, error) {
	c, err := p.open(ctx, given)
	if err != nil {
		return nil, err
	}
	dir, err := p.stateDir(c)
	if err == nil {
		err = p.tryLogin(ctx, c, dir)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// Profiles lists them, in the order of the configuration file's names.
func (s *Sessions) Profiles() []Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.all)
	for i := range all {
		all[i].IsOpen = s.open[all[i].Name] != nil
	}
	return all
}

// Enter opens a session, or finds that it is open. What it returns tells what it is like then, from
// the event loop. No flag and no variable that describes another platform counts: a password of the
// environment is that of the first one. Whether edits can be saved, the profile says.
func (s *Sessions) Enter(ctx context.Context, name string) (func() Session, error) {
	s.mu.Lock()
	c := s.open[name]
	s.mu.Unlock()
	if c != nil {
		return func() Session { return c.Session }, nil
	}
	program := s.program
	program.quiet = true
	program.Env = func(variable string) string {
		if config.IsOfPlatform(variable) {
			return ""
		}
		return s.program.Env(variable)
	}
	given := s.given.With(nil)
	if s.isDemo(name) {
		given = given.With(demoFlags())
	} else if err := given.Set("profile", name); err != nil {
		return nil, fmt.Errorf("profile %s: %w", name, err)
	}
	c, err := program.openSession(ctx, given)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.open[name]; before != nil || s.open == nil { // it was opened meanwhile, or all is closed
		c.close()
		c = before
	}
	if c == nil {
		return nil, context.Canceled
	}
	s.open[name] = c
	c.Name, c.Sessions = name, s
	return func() Session { return c.Session }, nil
}

func (s *Sessions) isDemo(name string) bool {
	return slices.ContainsFunc(s.all, func(one Profile) bool { return one.Name == name && one.Settings.Demo })
}

// close closes every one, and reports whether how a save ended is not known in one of them.
func (s *Sessions) close() (unsettled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		c.close()
		unsettled = unsettled || c.unsettled
	}
	s.open = nil
	return unsettled
}
