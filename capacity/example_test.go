package capacity_test

import (
	"fmt"

	"banyan/capacity"
)

// The documented sample: a tenant of 226 calls whose groups hold 114, and of 18
// bursting calls of which its groups may take 36.
func ExampleSubtract() {
	calls := capacity.Sum{}.Add(capacity.Read(capacity.Must(114)))
	bursting := capacity.Sum{}.Add(capacity.Read(capacity.Must(36)))
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Must(226)), calls))
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Must(18)), bursting))
	// Output:
	// 112
	// -18
}
