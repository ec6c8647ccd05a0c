package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/soak"
)

// shelf is a platform of images. What is written is there, or is lost on its way.
type shelf struct {
	images map[change.Subject]change.Image
	lost   bool
}

func (s *shelf) open(subject change.Subject) (change.Target, bool) { return onShelf{s, subject}, true }

type onShelf struct {
	*shelf
	subject change.Subject
}

func (o onShelf) Read(context.Context) (change.Image, error) {
	if image := o.images[o.subject]; image.Exists() {
		return image, nil
	}
	return change.Image{}, &apiclient.Error{Op: "read", Kind: apiclient.NotFound, Status: 404}
}

func (o onShelf) Listed(context.Context) (bool, error) { return o.images[o.subject].Exists(), nil }

func (o onShelf) Write(_ context.Context, _, want change.Image) error {
	if o.lost {
		return &apiclient.Error{Op: "write", Method: "PUT", Kind: apiclient.Unreachable}
	}
	o.images[o.subject] = want
	return nil
}

func (o onShelf) Create(ctx context.Context, want change.Image) error {
	return o.Write(ctx, change.Image{}, want)
}

func (o onShelf) Delete(ctx context.Context) error {
	return o.Write(ctx, change.Image{}, change.Image{})
}

func onHost(name string) change.Subject {
	return change.Subject{Host: "https://be.example", Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: "foo", Name: name}
}

// edit is the next edit of a subject.
func (s *shelf) edit(name, value string) change.Edit {
	subject := onHost(name)
	base := s.images[subject]
	want := base.With(change.Field{Name: "name", Value: name}).With(change.Field{Name: "routes", Value: value})
	return change.Edit{Subject: subject, Base: base, Want: want, Keep: json.RawMessage(`["parked at ` + value + `"]`)}
}

func (s *shelf) service(dir string) *change.Service {
	return change.New(change.Options{Dir: dir, Open: s.open, Who: "anna", Timing: change.Timing{Again: []time.Duration{}}})
}

// wornState fills a state directory as several processes do, one after the other: with edits
// that were saved and that are unknown, of subjects of their own, drafts, and what is kept.
func wornState(t *testing.T, dir string) *shelf {
	t.Helper()
	s := &shelf{images: make(map[change.Subject]change.Image)}
	for process := range 3 {
		service := s.service(dir)
		for n := range 3 {
			name := fmt.Sprintf("T%d%d", process, n)
			for _, value := range []string{"A", "B"} {
				s.lost = value == "B" && n == process
				edit := s.edit(name, value)
				review := must(service.Prepare(t.Context(), edit))(t)
				must(service.Commit(t.Context(), review.Confirmation, change.Consent{Typed: name}))(t)
			}
		}
		draft := onHost(fmt.Sprintf("T%d2", process))
		check(t, service.Drafts().Put(draft, s.images[draft], fmt.Sprint("typed in ", process)))
		must(service.Close())(t)
	}
	return s
}

// holding is one thing that a state directory holds.
type holding struct {
	what string
	of   change.Subject
}

// holdings are what a state directory holds, each with its text.
func (s *shelf) holdings(service *change.Service) map[holding]string {
	held := make(map[holding]string)
	entries, _, _ := service.List() // what is missing is told by what is held
	for _, e := range entries {
		held[holding{"edit " + e.ID, e.Subject}] = fmt.Sprint(e.Subject, e.Outcome(), e.Before.Hash(), e.Mine.Hash(), e.ReadBack.Hash(), string(e.Keep()))
	}
	drafts, _ := service.Drafts().All()
	for _, d := range drafts {
		held[holding{"draft", d.Subject}] = string(d.State) + d.Base.Hash()
	}
	for subject := range s.images {
		var kept json.RawMessage
		if err := service.Kept(subject, &kept); err == nil && kept != nil {
			held[holding{"kept", subject}] = string(kept)
		}
	}
	return held
}

// blows are the kinds of damage that one file takes.
func blows() map[string]func(path string, r *rand.Rand) error {
	rewrite := func(spoil func(text []byte, r *rand.Rand) []byte) func(string, *rand.Rand) error {
		return func(path string, r *rand.Rand) error {
			text, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path, spoil(text, r), 0o600))
		}
	}
	lines := func(spoil func(lines [][]byte, at int) [][]byte) func(string, *rand.Rand) error {
		return rewrite(func(text []byte, r *rand.Rand) []byte {
			all := bytes.SplitAfter(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
			return bytes.Join(spoil(all, r.IntN(len(all))), nil)
		})
	}
	replace := func(by func(path string) error) func(string, *rand.Rand) error {
		return func(path string, _ *rand.Rand) error { return errors.Join(os.Remove(path), by(path)) }
	}
	return map[string]func(path string, r *rand.Rand) error{
		"emptied":        rewrite(func([]byte, *rand.Rand) []byte { return nil }),
		"cut":            rewrite(func(text []byte, r *rand.Rand) []byte { return text[:r.IntN(len(text))] }),
		"cut at a line":  lines(func(all [][]byte, at int) [][]byte { return all[:at] }),
		"a line less":    lines(func(all [][]byte, at int) [][]byte { return slices.Delete(all, at, at+1) }),
		"a line twice":   lines(func(all [][]byte, at int) [][]byte { return slices.Insert(all, at, all[at]) }),
		"rubbish behind": rewrite(func(text []byte, _ *rand.Rand) []byte { return append(text, "{\"at\":\"20"...) }),
		"a bit flipped": rewrite(func(text []byte, r *rand.Rand) []byte {
			text[r.IntN(len(text))] ^= 1 << r.IntN(8)
			return text
		}),
		"a digit changed": rewrite(func(text []byte, r *rand.Rand) []byte {
			from := r.IntN(len(text))
			if at := bytes.IndexAny(text[from:], "0123456789"); at >= 0 {
				text[from+at] = '0' + (text[from+at]-'0'+1)%10
			}
			return text
		}),
		"zeros in it": rewrite(func(text []byte, r *rand.Rand) []byte {
			at := r.IntN(len(text))
			clear(text[at:min(at+512, len(text))])
			return text
		}),
		"a directory in its place":       replace(func(path string) error { return os.Mkdir(path, 0o700) }),
		"a pipe in its place":            replace(func(path string) error { return syscall.Mkfifo(path, 0o600) }),
		"a loop of links in its place":   replace(func(path string) error { return os.Symlink(path, path) }),
		"a link to nothing in its place": replace(func(path string) error { return os.Symlink(path+".gone", path) }),
	}
}

// Whatever happens to a file of the state directory: nothing is lost by it, or what is lost is
// named, the list of edits fails, and what it may concern is asked for before it is edited.
func TestDamageOfTheStateDirectoryLosesNothingInSilence(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	whole := filepath.Join(root, "whole")
	s := wornState(t, whole)
	service := s.service(whole)
	truth := s.holdings(service)
	must(service.Close())(t)
	if len(truth) != 18+3+9 {
		t.Fatalf("%d things are held", len(truth))
	}
	var files []string
	for _, room := range []string{"journal", "drafts", "kept"} {
		files = append(files, must(filepath.Glob(filepath.Join(whole, room, "*")))(t)...)
	}
	for kind, strike := range blows() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(11, 9))
			for _, file := range files {
				for n := range soak.Rounds(1, 5) {
					dir := filepath.Join(root, fmt.Sprint(kind, n))
					check(t, errors.Join(os.CopyFS(dir, os.DirFS(whole)), os.Chmod(dir, 0o700)))
					for _, room := range must(filepath.Glob(filepath.Join(dir, "*")))(t) {
						check(t, os.Chmod(room, 0o700))
					}
					path := filepath.Join(dir, strings.TrimPrefix(file, whole))
					check(t, strike(path, r))
					if wrong := s.after(t, dir, path, truth); wrong != "" {
						t.Errorf("%s: %s", strings.TrimPrefix(file, whole), wrong)
					}
					check(t, os.RemoveAll(dir))
				}
			}
		})
	}
}

// after says how a damage breaks the rule, or nothing.
func (s *shelf) after(t *testing.T, dir, path string, truth map[holding]string) string {
	t.Helper()
	var list result
	var lost []string
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		list = run(t.Context(), map[string]string{"STATE": dir}, "edits", "list")
		service := s.service(dir)
		defer service.Close() //nolint:errcheck // it saved nothing
		held := s.holdings(service)
		for thing, text := range truth {
			if held[thing] != text {
				lost = append(lost, fmt.Sprint(thing, s.asks(t, service, thing.of)))
			}
		}
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		return "whoever reads it hangs"
	}
	switch {
	case len(lost) == 0:
		return ""
	case list.code == exitOK:
		return fmt.Sprintf("%q is lost in silence", lost)
	case slices.ContainsFunc(lost, func(what string) bool { return strings.HasSuffix(what, unasked) }):
		return fmt.Sprintf("%q, although it is lost: %s", lost, list.errout)
	case !strings.Contains(list.errout, filepath.Base(path)):
		return fmt.Sprintf("%q is lost, and %q does not name the file", lost, list.errout)
	}
	return ""
}

const unasked = " is edited without a question"

// asks says whether the next edit of a subject is made without a question.
func (s *shelf) asks(t *testing.T, service *change.Service, of change.Subject) string {
	review, err := service.Prepare(t.Context(), s.edit(of.Name, "C"))
	if err != nil || review.Confirmation == nil || len(review.Confirmation.Dangers()) > 0 {
		return ""
	}
	return unasked
}
