// Package capacity is the arithmetic of call limits: what a tenant, its groups
// and their trunk groups may carry, what each level has given out, and the
// difference. It is pure and uses the standard library only.
package capacity
