// Package wire reads and writes the JSON of an API without losing any of it: names
// in the server's order, numbers in their own spelling, and a field that cannot be
// read as an error with its name, never as a zero.
package wire
