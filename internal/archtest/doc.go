// Package archtest holds the tests of the module's architecture: who may import whom,
// where goroutines start, where a type stands. It holds tests alone.
package archtest
