package trunks

import (
	"testing"

	"banyan/internal/viewtest"
)

func TestTheCopiedTextOfALongRoutingStaysShort(t *testing.T) {
	viewtest.RequireShort(t, routingText(viewtest.LongRouting(), nil))
}
