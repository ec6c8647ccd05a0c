package terminal

import (
	"context"
	"errors"
	"syscall"
	"testing"
)

func TestSignalsEndTheContextWithTheirExitCode(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{
		syscall.SIGHUP: 129, syscall.SIGINT: 130, syscall.SIGTERM: 143,
	} {
		t.Run(signal.String(), func(t *testing.T) {
			heedSignals(t)
			ctx, stop := WithSignals(t.Context())
			defer stop()
			if err := syscall.Kill(syscall.Getpid(), signal); err != nil {
				t.Fatal(err)
			}
			<-ctx.Done()
			var ended *SignalError
			if !errors.As(context.Cause(ctx), &ended) {
				t.Fatalf("cause %v, want a *SignalError", context.Cause(ctx))
			}
			if got := ended.ExitCode(); got != code {
				t.Errorf("exit code %d, want %d", got, code)
			}
		})
	}
}

func TestStopEndsTheContextWithoutASignal(t *testing.T) {
	ctx, stop := WithSignals(t.Context())
	stop()
	<-ctx.Done()
	var ended *SignalError
	if errors.As(context.Cause(ctx), &ended) {
		t.Errorf("cause %v, want no signal", ended)
	}
}
