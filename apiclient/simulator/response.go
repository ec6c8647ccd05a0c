package simulator

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// response is an answer before it is sent, so that faults can maim it.
type response struct {
	status int
	header http.Header
	body   []byte
}

// reply answers with a value as JSON.
func reply(status int, value any) response {
	body, err := marshal(value)
	if err != nil {
		return page(http.StatusInternalServerError, "500 Internal Server Error")
	}
	return response{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: body}
}

func ok(value any) response { return reply(http.StatusOK, value) }

// page answers with HTML, as the web server before the platform does where no
// platform is.
func page(status int, title string) response {
	return response{
		status: status,
		header: http.Header{"Content-Type": {"text/html"}},
		body:   []byte("<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"),
	}
}

func (r response) write(w http.ResponseWriter) {
	r.writeHeader(w)
	// A client that went away meanwhile is no concern of the platform's.
	_, _ = w.Write(r.body)
}

func (r response) writeHeader(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
}

// numbersAsText puts every number of a JSON body between quotes, as some versions of
// an API do.
func (r response) numbersAsText() response {
	var out bytes.Buffer
	quoted, escaped, number := false, false, false
	for _, b := range r.body {
		digit := !quoted && (b >= '0' && b <= '9' || strings.IndexByte("+-.", b) >= 0 || number && (b == 'e' || b == 'E'))
		if digit != number {
			out.WriteByte('"')
			number = digit
		}
		out.WriteByte(b)
		if b == '"' && !escaped {
			quoted = !quoted
		}
		escaped = quoted && b == '\\' && !escaped
	}
	r.body = out.Bytes()
	return r
}

// truncate promises the whole body, sends half of it and breaks the connection.
func (r response) truncate(w http.ResponseWriter) {
	r.writeHeader(w)
	_, _ = w.Write(r.body[:len(r.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
