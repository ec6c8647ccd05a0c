package change_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/soak"

	"go.uber.org/goleak"
)

// The variables that turn the test binary into a process to be killed.
const (
	victimEnv = "BANYAN_CHANGE_VICTIM" // the state directory
	rivalEnv  = "BANYAN_CHANGE_RIVAL"  // the state directory
	laneEnv   = "BANYAN_CHANGE_LANE"
	roundsEnv = "BANYAN_CHANGE_ROUNDS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimEnv); dir != "" {
		victim(dir)
		return
	}
	if dir := os.Getenv(rivalEnv); dir != "" {
		rounds, _ := strconv.Atoi(os.Getenv(roundsEnv))
		if err := rival(dir, os.Getenv(laneEnv), rounds); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(soak.Tests{M: m})
}

// fileServer is a server whose truth outlives the process that writes to it: each
// object is a file to which every value that it ever had is appended.
type fileServer struct{ dir string }

func (f fileServer) open(subject change.Subject) (change.Target, bool) {
	return fileTarget{f, subject}, true
}

func (f fileServer) note(name, value string) {
	file, err := os.OpenFile(filepath.Join(f.dir, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	if _, err := file.WriteString(value + "\n"); err != nil {
		panic(err)
	}
	_ = file.Close()
}

func (f fileServer) lines(name string) []string {
	text, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}

type fileTarget struct {
	fileServer
	subject change.Subject
}

func (f fileTarget) Read(context.Context) (change.Image, error) {
	values := f.lines(f.subject.Name)
	if len(values) == 0 {
		return change.Image{}, &apiclient.Error{Kind: apiclient.NotFound}
	}
	return image("value", values[len(values)-1]), nil
}

func (f fileTarget) Listed(context.Context) (bool, error) {
	return len(f.lines(f.subject.Name)) > 0, nil
}

func (f fileTarget) Write(_ context.Context, fresh, want change.Image) error {
	value, _ := want.Value("value")
	f.note("arrived", value)
	nap(25)
	values := f.lines(f.subject.Name)
	if last, _ := fresh.Value("value"); last != values[len(values)-1] {
		f.note("overwritten", values[len(values)-1]+"-by-"+value)
	}
	f.note(f.subject.Name, value)
	nap(25)
	return nil
}

func (f fileTarget) Create(context.Context, change.Image) error { return nil }
func (f fileTarget) Delete(context.Context) error               { return nil }

func nap(most int) { time.Sleep(time.Duration(rand.IntN(most)) * time.Millisecond) }

func typedIn(lane string) change.Subject { return hq().Named("typed" + lane) }
func savedIn(lane string) change.Subject { return hq().Named("saved" + lane) }

// briefly are times that let many processes live and die in a minute. No write of a
// fileServer takes effect after its process died.
func briefly(o *change.Options) {
	o.Timing.Grace = time.Millisecond
	o.Timing.Again = []time.Duration{time.Millisecond}
}

// victim types and saves until it is killed.
func victim(state string) {
	lane := os.Getenv(laneEnv)
	server := fileServer{dir: filepath.Join(filepath.Dir(state), "server")}
	opts := change.Options{Dir: state, Open: server.open, Who: "victim"}
	briefly(&opts)
	s := change.New(opts)
	server.note("started"+lane, "yes")
	go victimSaves(s, lane)
	keys := "keys" + lane + "-" + strconv.Itoa(os.Getpid())
	for n := 0; ; n++ {
		server.note(keys, fmt.Sprintf("%d:%d", n, time.Now().UnixNano()))
		if err := s.Drafts().Put(typedIn(lane), base(), n); err != nil {
			panic(err)
		}
		time.Sleep(time.Duration(rand.IntN(6)) * time.Millisecond)
	}
}

func victimSaves(s *change.Service, lane string) {
	ctx := context.Background()
	target, _ := s.Open(savedIn(lane))
	for n := 0; ; n++ {
		nap(5)
		now, err := target.Read(ctx)
		if err != nil {
			panic(err)
		}
		value := fmt.Sprintf("%s-%d-%d", lane, os.Getpid(), n)
		if err := s.Drafts().Put(savedIn(lane), now, value); err != nil {
			panic(err)
		}
		review, err := s.Prepare(ctx, change.Edit{Subject: savedIn(lane), Base: now, Want: image("value", value)})
		if err != nil || review.Status != change.Ready {
			panic(fmt.Sprint(err, review.Status))
		}
		result, err := s.Commit(ctx, review.Confirmation, change.Consent{})
		if err != nil || result.Verdict != change.Saved || result.Unrecorded != nil {
			panic(fmt.Sprint(err, result))
		}
	}
}

// lastKey returns the last key typed before a moment, or -1.
func lastKey(keys []string, before time.Time) int {
	last := -1
	for _, key := range keys {
		number, at, ok := strings.Cut(key, ":")
		nano, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil || nano > before.UnixNano() {
			break
		}
		last, _ = strconv.Atoi(number)
	}
	return last
}

// both returns the entries that have a verdict of their own and were settled too.
func both(journal []byte, verdicts, settled map[string]bool) {
	for line := range bytes.Lines(journal) {
		_, rest, ok := bytes.Cut(line, []byte(`"entry":"`))
		if !ok {
			continue
		}
		id := string(rest[:16])
		switch {
		case bytes.Contains(line, []byte(`"event":"verdict"`)):
			verdicts[id] = true
		case bytes.Contains(line, []byte(`"event":"settled"`)):
			settled[id] = true
		}
	}
}
