package config

import (
	"errors"
	"math"
	"testing"
)

func TestAScanRateThatCannotBeIsRefused(t *testing.T) {
	for _, rate := range []float64{-1, math.NaN(), math.Inf(1)} {
		settings := Settings{API: APIO, Concurrency: DefaultConcurrency, Color: ColorAuto, ScanRate: rate}
		var refused *Error
		if err := checkCommon(settings); !errors.As(err, &refused) || refused.Setting != "scan-rate" {
			t.Errorf("%v: %v", rate, err)
		}
	}
}
