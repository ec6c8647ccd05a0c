package change_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"go.uber.org/goleak"
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
	goleak.VerifyTestMain(m)
}
