package routing_test

import (
	"fmt"
	"testing"

	"banyan/internal/routing"
)

func TestShares(t *testing.T) {
	for _, test := range []struct {
		name string
		of   routing.Trunk
		want []int
	}{
		{"ordered", ordered("A", "B"), []int{-1, -1}},
		{"ordered, with figures that do not apply", with(weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.Mode = routing.Ordered }), []int{-1}},
		{"an unknown mode", with(weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.Mode = "" }), []int{-1}},
		{"no routes", weighted(), []int{}},
		{"one route", weighted(r("A", 1, 7)), []int{100}},
		{"seventy and thirty", weighted(r("A", 1, 70), r("B", 1, 30)), []int{70, 30}},
		{"weights of another size", weighted(r("A", 1, 7), r("B", 1, 3)), []int{70, 30}},
		{"each priority by itself", weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 1)), []int{70, 30, 100}},
		{"priorities in no order", weighted(r("C", 2, 1), r("A", 1, 70), r("D", 2, 1), r("B", 1, 30)), []int{50, 70, 50, 30}},
		{"thirds: the first gets what is left", weighted(r("A", 1, 1), r("B", 1, 1), r("C", 1, 1)), []int{34, 33, 33}},
		{"sixths: the first four", weighted(r("A", 1, 1), r("B", 1, 1), r("C", 1, 1), r("D", 1, 1), r("E", 1, 1), r("F", 1, 1)), []int{17, 17, 17, 17, 16, 16}},
		{"the largest remainder, wherever it stands", weighted(r("A", 1, 1), r("B", 1, 1), r("C", 1, 4)), []int{17, 17, 66}},
		{"the larger of two remainders", weighted(r("A", 1, 10), r("B", 1, 53), r("C", 1, 133)), []int{5, 27, 68}},
		{"next to nothing", weighted(r("A", 1, 1), r("B", 1, 65536)), []int{0, 100}},
		{"a weight of zero has no share", weighted(r("A", 1, 0), r("B", 1, 1), r("C", 1, 1)), []int{-1, 50, 50}},
		{"a negative weight has no share", weighted(r("A", 1, -5), r("B", 1, 5)), []int{-1, 100}},
		{"a weight out of range has no share", weighted(r("A", 1, 65537), r("B", 1, 5)), []int{-1, 100}},
		{"only weights out of range", weighted(r("A", 1, 0), r("B", 1, 0)), []int{-1, -1}},
		{"a priority out of range has no shares", weighted(r("A", 0, 1), r("B", 11, 1), r("C", 1, 1)), []int{-1, -1, 100}},
	} {
		t.Run(test.name, func(t *testing.T) { equal(t, "Shares", test.of.Shares(), test.want) })
	}
}

func TestLevels(t *testing.T) {
	two := ordered("A", "B")
	for _, test := range []struct {
		name string
		of   routing.Trunk
		want string
	}{
		{"no routes", ordered(), "[]"},
		{"no weighted routes", weighted(), "[]"},
		{"Overflow tries one after the other", under(two, routing.Overflow), "[{0 [0]} {0 [1]}]"},
		{"Most Idle may start anywhere", under(two, routing.MostIdle), "[{0 [0 1]}]"},
		{"an algorithm that was not reported may start anywhere", under(two, ""), "[{0 [0 1]}]"},
		{"priorities, lowest first, gaps left out", weighted(r("A", 7, 1), r("B", 1, 1), r("C", 7, 1), r("D", 3, 1)), "[{1 [1]} {3 [3]} {7 [0 2]}]"},
	} {
		t.Run(test.name, func(t *testing.T) { equal(t, "Levels", fmt.Sprint(test.of.Levels()), test.want) })
	}
}
