// Package archtest holds the tests of the module's architecture: who may import whom,
// where goroutines start, where a type stands, and whether ARCHITECTURE.md names files that
// are there. It holds tests alone.
package archtest
