// Package trunkgroup knows the settings of a trunk group that can be edited: how they are
// called, what they may be, and what of an answer they are. It reads and writes nothing.
package trunkgroup
