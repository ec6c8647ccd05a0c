// Package e2e tests the built program from outside: at pseudo-terminals and in tmux,
// against simulated platforms. It holds tests alone.
package e2e
