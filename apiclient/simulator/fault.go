package simulator

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault makes matching requests fail in one way. The zero value matches every
// request and does nothing to it.
type Fault struct {
	Method string // empty: every method
	// Path is matched with the unescaped path, without its last slash: as it is, or
	// as a glob of package path, and either with the whole path or with its last
	// segments. Empty: every path.
	Path string
	// Query must all be there, with these values; an empty value is a parameter that
	// is not there, or empty. So {"groupId": "g", "name": ""} is Odin's list of a
	// group's trunk groups and none of their details. Empty: every query.
	Query map[string]string

	Status      int         // answer with this status ...
	Body        string      // ... and this body (status 200 where Status is 0) ...
	ContentType string      // ... of this type, application/json where empty ...
	Header      http.Header // ... and these headers besides
	// With a Status and without a Body: the answer is that of a gateway in front of the
	// platform, which has another shape than the API's errors: {"message":"..."}.
	Gateway bool

	// net/http itself repeats a GET whose reused connection broke before the answer
	// began: a Hang that is cleared or a Reset that acts once may go unnoticed.
	Hang     bool          // never answer, until the client leaves or the faults are cleared
	Reset    bool          // reset the connection
	Truncate bool          // send half of the answer, then break the connection
	Delay    time.Duration // wait before the answer, besides Options.Latency

	// A fault that answers, hangs or resets stands in place of what was asked. With
	// Apply that is carried out first, and only its answer is the fault's.
	Apply bool
	// With Reset: before the body of the request is read.
	Early bool
	// Late answers 200 {} at once and carries out so much later what was asked.
	Late time.Duration

	Times int // so many requests, then no more; 0 = for ever
}

type faults struct {
	mu   sync.Mutex
	list []Fault
	gone chan struct{} // closed when the list is cleared
}

func (f *faults) set(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fault)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
	if f.gone != nil {
		close(f.gone)
		f.gone = nil
	}
}

// cleared returns a channel that is closed when the faults are cleared next.
func (f *faults) cleared() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone == nil {
		f.gone = make(chan struct{})
	}
	return f.gone
}

// take returns the fault that acts on a request and counts it.
func (f *faults) take(c *call) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.list, func(fault Fault) bool { return fault.matches(c.method, c.path(), c.query) })
	if i < 0 {
		return Fault{}, false
	}
	fault := f.list[i]
	if fault.Times == 1 {
		f.list = slices.Delete(f.list, i, i+1)
	} else {
		f.list[i].Times--
	}
	return fault, true
}

func (f Fault) matches(method, path string, query url.Values) bool {
	if f.Method != "" && f.Method != method {
		return false
	}
	for name, value := range f.Query {
		if query.Get(name) != value {
			return false
		}
	}
	return f.matchesPath(path)
}

func (f Fault) matchesPath(full string) bool {
	want := "/" + strings.TrimPrefix(strings.TrimSuffix(f.Path, "/"), "/")
	if want == "/" || strings.HasSuffix(full, want) {
		return true
	}
	for i, sign := range full {
		if sign != '/' {
			continue
		}
		if ok, err := path.Match(want, full[i:]); ok && err == nil {
			return true
		}
	}
	return false
}

// breaks reports whether the request gets no answer at all.
func (f Fault) breaks() bool { return f.Hang || f.Reset }

// answers reports whether the fault brings an answer of its own.
func (f Fault) answers() bool {
	return f.Status != 0 || f.Body != "" || f.ContentType != "" || f.Header != nil
}

func (f Fault) response(fail failure) response {
	r := response{
		status: cmp.Or(f.Status, http.StatusOK),
		header: http.Header{"Content-Type": {cmp.Or(f.ContentType, "application/json")}},
		body:   []byte(f.Body),
	}
	if f.Body == "" && f.ContentType == "" && r.status >= http.StatusBadRequest {
		if f.Gateway {
			fail = inFront
		}
		r.body = fail(r.status, http.StatusText(r.status)).body
	}
	for name, values := range f.Header {
		r.header[http.CanonicalHeaderKey(name)] = values
	}
	return r
}

// inFront is an error of a gateway in front of the platform.
func inFront(status int, message string) response {
	return reply(status, members("message", message))
}

// breakOff ends a request without an answer.
func (f Fault) breakOff(w http.ResponseWriter, r *http.Request, cleared <-chan struct{}) {
	if f.Hang {
		select {
		case <-r.Context().Done():
		case <-cleared:
		}
	}
	if f.Reset {
		reset(w)
	}
	panic(http.ErrAbortHandler)
}

// reset closes the connection so that the client sees it reset, not ended.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if under, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = under.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
