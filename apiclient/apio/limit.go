package apio

import (
	"errors"

	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// readLimit reads an Unlimited_Integer (APIO 6.1), {"unlimited": bool, "maximum": n},
// or a bare number, which the group's maxActiveCalls and every figure of a trunk
// group are. It is not read where there is none.
func readLimit(r wire.Record, name string) capacity.Reading {
	if v, ok := r.Get(name); ok && v.Kind == wire.Object {
		return readUnlimitedInteger(r, name)
	}
	return r.Reading(name)
}

func readUnlimitedInteger(r wire.Record, name string) capacity.Reading {
	inner, _ := r.Object(name)
	if unlimited := inner.Flag("unlimited"); unlimited != nil && *unlimited {
		return capacity.Read(capacity.Unlimited())
	}
	reading := inner.Reading("maximum")
	if !reading.IsRead() {
		inner.Fail("maximum", errors.New("is missing"))
	}
	return reading
}
