// Package e2e tests the built program from outside: at pseudo-terminals and in tmux,
// against simulated platforms. It draws the pictures of the docs and counts the keys that common
// jobs take. It holds tests alone.
package e2e
