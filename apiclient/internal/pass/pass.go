// Package pass is the permission to send one request that is not a read.
//
// A pass is bound to a method and a path and works once. Only the packages below
// apiclient can import this one, so only they can mint a pass: a dialect for its
// own authentication, and the writer where writing was enabled.
package pass

import (
	"context"
	"sync/atomic"
)

type key struct{}

type ticket struct {
	method string
	path   string
	used   atomic.Bool
}

// Grant returns a context whose request may use method on path, once. The path is
// the whole escaped path of the URL.
func Grant(ctx context.Context, method, path string) context.Context {
	return context.WithValue(ctx, key{}, &ticket{method: method, path: path})
}

// Use takes the pass of ctx for method and path. It is false when there is none,
// when it is for another method or path, and when it was used before.
func Use(ctx context.Context, method, path string) bool {
	t, ok := ctx.Value(key{}).(*ticket)
	return ok && t.method == method && t.path == path && t.used.CompareAndSwap(false, true)
}
