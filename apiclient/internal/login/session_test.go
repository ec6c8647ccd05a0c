package login

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
)

func never() bool { return false }

func fails(kind apiclient.Kind) error { return &apiclient.Error{Kind: kind} }

func TestAFailedRenewalIsSharedByAllWhoWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSession("host", Credentials{})
		attempts := 0
		renew := func() error { attempts++; return fails(apiclient.Unreachable) }
		end := make(chan struct{})
		go func() { _ = s.Open(t.Context(), func() error { <-end; return renew() }) }()
		synctest.Wait()
		for range 20 {
			go func() {
				if renewed, err := s.Renew(t.Context(), never, renew); renewed || apiclient.KindOf(err) != apiclient.Unreachable {
					t.Errorf("renewed %v, %v", renewed, err)
				}
			}()
		}
		synctest.Wait() // all are in line
		close(end)
		synctest.Wait()
		if attempts != 1 {
			t.Errorf("%d attempts, want 1", attempts)
		}
	})
}

func TestWhoWaitedForARenewalThatWasGivenUpTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSession("host", Credentials{})
		end := make(chan struct{})
		go func() { _ = s.Open(t.Context(), func() error { <-end; return fails(apiclient.Canceled) }) }()
		synctest.Wait()
		renewed := false
		go func() { renewed, _ = s.Renew(t.Context(), never, func() error { return nil }) }()
		synctest.Wait()
		close(end)
		synctest.Wait()
		if !renewed {
			t.Error("nothing was renewed")
		}
	})
}

func TestWhatWasRefusedIsNotTriedAgainUnlessAsked(t *testing.T) {
	for _, kind := range []apiclient.Kind{apiclient.LoginFailed, apiclient.SecondFactor, apiclient.Unauthorized, apiclient.Locked, apiclient.PasswordDue, apiclient.SessionEnded} {
		s := NewSession("host", Credentials{})
		refused := fails(kind)
		if _, err := s.Renew(t.Context(), never, func() error { return refused }); !errors.Is(err, refused) {
			t.Errorf("%v: %v", kind, err)
		}
		again := func() error { t.Errorf("%v: tried again", kind); return nil }
		if renewed, err := s.Renew(t.Context(), never, again); renewed || !errors.Is(err, refused) {
			t.Errorf("%v: %v, %v", kind, renewed, err)
		}
		if err := s.Open(t.Context(), func() error { return nil }); err != nil {
			t.Errorf("%v: %v", kind, err)
		}
		if renewed, err := s.Renew(t.Context(), never, func() error { return nil }); !renewed || err != nil {
			t.Errorf("%v, after it was asked for: %v, %v", kind, renewed, err)
		}
	}
}

func TestTheBrakeHoldsForAWhileAndNotWhatIsAskedFor(t *testing.T) {
	s := NewSession("host", Credentials{})
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s.Now = func() time.Time { return now }
	renews := func() bool {
		renewed, err := s.Renew(t.Context(), never, func() error { return nil })
		if err != nil {
			t.Error(err)
		}
		return renewed
	}
	s.Brake()
	now = now.Add(BrakeTime - time.Second)
	if renews() {
		t.Error("renewed in spite of the brake")
	}
	now = now.Add(time.Second)
	if !renews() {
		t.Error("not renewed after it")
	}
	s.Brake()
	if err := s.Open(t.Context(), func() error { return nil }); err != nil || !renews() {
		t.Errorf("after a login that was asked for: %v", err)
	}
}

func TestWaitingForATurnEndsWithItsContext(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, end := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer end()
	for kind, ctx := range map[apiclient.Kind]context.Context{apiclient.Canceled: canceled, apiclient.Timeout: late} {
		s := NewSession("host", Credentials{})
		<-s.turn // somebody has it
		var problem *apiclient.Error
		_, err := s.Renew(ctx, never, func() error { t.Error("renewed"); return nil })
		if !errors.As(err, &problem) || problem.Kind != kind || problem.Host != "host" || problem.Op != "log in" {
			t.Errorf("got %v, want %v", err, kind)
		}
	}
}
