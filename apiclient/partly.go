package apiclient

import (
	"errors"
	"fmt"
	"strings"
)

// maxUnreadable is the most rows whose cause a PartlyRead keeps.
const maxUnreadable = 32

// PartlyRead is the error of a list that has rows which cannot be read, such as one without
// an id, or more rows than are taken. It comes with the other rows, which are as they should be;
// nothing may be concluded from what is not among them.
type PartlyRead struct {
	Op         string   // what was tried
	Unreadable []string // where each row is and what is wrong with it; of more than 32 the first
	Rows       int      // of the list
	Left       int      // rows that cannot be read
	Cut        int      // rows behind those, that were not looked at
}

// Add leaves out a row for a reason.
func (p *PartlyRead) Add(why error) {
	p.Left++
	if len(p.Unreadable) < maxUnreadable {
		p.Unreadable = append(p.Unreadable, why.Error())
	}
}

// what says how much is missing.
func (p *PartlyRead) what() string {
	taken := fmt.Sprintf("only the first %d", p.Rows-p.Cut)
	if p.Left == 0 {
		return fmt.Sprintf("%s of %d rows are taken", taken, p.Rows)
	}
	more := ""
	if n := p.Left - len(p.Unreadable); n > 0 {
		more = fmt.Sprintf(", and %d more", n)
	}
	verb := "is"
	if p.Left != 1 {
		verb = "are"
	}
	if p.Cut > 0 {
		more += ", and " + taken + " are taken"
	}
	return fmt.Sprintf("%d of %d rows %s unreadable: %s%s", p.Left, p.Rows, verb, strings.Join(p.Unreadable, "; "), more)
}

// explain says what came, what did not, and what to do.
func (p *PartlyRead) explain() sentence {
	switch {
	case p.Left == 0:
		return sentence{p.what(), "the others are not here; tell who runs the server"}
	case p.Cut > 0:
		return sentence{"partly read: " + Quote(p.what()), "the rest of these is shown; tell who runs the server"}
	}
	return sentence{"partly read: " + Quote(p.what()), "the rest is shown; tell who runs the server"}
}

func (p *PartlyRead) Error() string { return p.Op + ": " + p.what() }

// Partial tells that a value came with the error.
func (*PartlyRead) Partial() bool { return true }

// IsPartly reports whether err is or wraps a PartlyRead.
func IsPartly(err error) bool {
	_, partly := errors.AsType[*PartlyRead](err)
	return partly
}

// hidden is p without the secrets of a session.
func (p *PartlyRead) hidden(op string, hide func(string) string) *PartlyRead {
	out := *p
	out.Op, out.Unreadable = op, make([]string, len(p.Unreadable))
	for i, text := range p.Unreadable {
		out.Unreadable[i] = clip(hide(text))
	}
	return &out
}
