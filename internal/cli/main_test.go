package cli

import (
	"flag"
	"os"
	"testing"
)

// atOnce is how many tests run at once: they wait for a platform (the pause before a
// request is repeated, above all) much longer than they compute.
const atOnce = "16"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
