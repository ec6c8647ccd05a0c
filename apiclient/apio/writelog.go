package apio

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

const (
	mostLogPages = 5
	logPage      = 100
)

// HasWriteLog reports whether the platform may keep a log of what was written: a core does, which may
// refuse to show it. A gateway by itself has none (supplement 3.1).
func (c *Client) HasWriteLog() bool { return c.gateway.Load() != nil }

// WriteLog searches the core's log of requests for what was written in a tenant in some time, by at most
// five requests (supplement 3.1). It may be refused: the log has a right of its own. What was written by
// another way than through the core is not in it.
func (c *Client) WriteLog(ctx context.Context, tenant string, from, to time.Time) (out apiclient.WriteLog, err error) {
	if !c.HasWriteLog() {
		return out, &apiclient.Error{Op: "search the log of requests", Host: c.conn.Host(), Kind: apiclient.NotFound, Message: "there is no core, which keeps one"}
	}
	for page := 1; page <= mostLogPages; page++ {
		found, err := c.logPage(ctx, tenant, from, to, page)
		if err != nil {
			return out, err
		}
		for _, w := range found.writes {
			if w.At.Before(from) || w.At.After(to) {
				continue
			}
			out.Writes = append(out.Writes, w)
		}
		if out.IsCut = page < found.pages; !out.IsCut {
			break
		}
	}
	return out, nil
}

// loggedPage is a page of the log.
type loggedPage struct {
	writes []apiclient.LoggedWrite
	pages  int // that there are
}

func (c *Client) logPage(ctx context.Context, tenant string, from, to time.Time, page int) (loggedPage, error) {
	r := c.core("search the log of requests for tenant "+tenant, "apio", "requests", "search")
	r.Single = false
	r.Query = url.Values{
		"filter": {logFilter(tenant, from, to)}, "c": {"0"},
		"paging":  {jsonText(map[string]int{"page_number": page, "page_size": logPage})},
		"sorting": {`[{"model":"requests","field":"created_on","direction":"desc"}]`},
	}
	return fetch(ctx, c, r, func(body []byte) (loggedPage, error) {
		return wire.DecodeOne(body, func(r wire.Record) (out loggedPage) {
			list, there := r.Find("requests")
			if !there {
				r.Fail("requests", wire.ErrMissing)
				return out
			}
			out.pages = page
			if numbers, _ := r.Get("pagination"); len(numbers.Items) >= 3 {
				var pages int
				if json.Unmarshal([]byte(numbers.Items[2].Text), &pages) == nil {
					out.pages = pages
				}
			}
			for _, item := range list.Items {
				if w, isOne := c.loggedWrite(item, tenant); isOne {
					out.writes = append(out.writes, w)
				}
			}
			return out
		})
	})
}

// logFilter asks for the writes that succeeded below a tenant. How names are escaped in the log is not
// documented: any text may be in the place of what may be escaped, and what is found is looked at again.
func logFilter(tenant string, from, to time.Time) string {
	plain := strings.Map(func(c rune) rune {
		if c < 0x80 && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '.') {
			return c
		}
		return '%'
	}, tenant)
	type condition struct {
		Model string `json:"model"`
		Field string `json:"field"`
		Op    string `json:"op"`
		Value any    `json:"value"`
	}
	utc := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
	return jsonText([]condition{
		{"requests", "created_on", "ge", utc(from)},
		{"requests", "created_on", "le", utc(to.Add(time.Millisecond))},
		{"requests", "request_method", "ne", "get"},
		{"requests", "response_status", "ge", http.StatusOK},
		{"requests", "response_status", "lt", http.StatusMultipleChoices},
		{"requests", "request_url", "like", "%/tenants/" + plain + "/%"},
	})
}

func jsonText(v any) string {
	text, _ := json.Marshal(v) // of texts and numbers
	return string(text)
}

// loggedWrite reads an entry of the log: none where it is no write below the tenant, failed, or does not
// say who made it and when.
func (c *Client) loggedWrite(item wire.Value, tenant string) (w apiclient.LoggedWrite, isOne bool) {
	details, _ := item.Find("details")
	text := func(of wire.Value, name string) string {
		v, _ := of.Get(name)
		if v.Kind != wire.Text {
			return ""
		}
		return v.Text
	}
	w.Who = cmp.Or(text(item, "owner"), text(details, "user"))
	w.At = loggedTime(text(item, "created_on"))
	response, _ := details.Find("response")
	if status, known := response.Find("status"); known && status.Kind == wire.Number && !strings.HasPrefix(status.Text, "2") {
		return w, false
	}
	if w.Who == "" || w.At.IsZero() || !c.locate(&w, text(details, "url"), strings.ToUpper(text(details, "method")), tenant) {
		return w, false
	}
	body, _ := details.Find("body")
	if body.Kind == wire.Text {
		body, _ = wire.Parse([]byte(body.Text))
	}
	if body.Kind == wire.Object {
		readLogged(&w, body)
	}
	return w, true
}

// loggedTime reads a time of the log, which is in UTC where it does not say.
func loggedTime(text string) time.Time {
	for _, format := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if at, err := time.Parse(format, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

// locate says what was written at an address, and whether it is below the tenant.
func (c *Client) locate(w *apiclient.LoggedWrite, address, method, tenant string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	before, below, found := strings.Cut(strings.Trim(parsed.EscapedPath(), "/"), "tenants/")
	var names []string
	for name := range strings.SplitSeq(below, "/") {
		plain, err := url.PathUnescape(name)
		if err != nil {
			return false
		}
		names = append(names, plain)
	}
	if !found || names[0] != tenant {
		return false
	}
	path, name := c.Gateway()
	switch before = "/" + strings.Trim(before, "/"); {
	case before == strings.TrimSuffix(path, "/"):
	case strings.Contains(before, corePrefix+"/"): // another of its gateways
		return false
	default: // what the core makes of the prefix in its log is not documented
		w.IsElsewhere = name != ""
	}
	switch method {
	case http.MethodPost:
		w.Does = apiclient.LoggedCreate
	case http.MethodDelete:
		w.Does = apiclient.LoggedDelete
	case http.MethodPut, http.MethodPatch:
	default:
		return false
	}
	return placed(w, names[1:])
}

// placed reads what is below a tenant.
func placed(w *apiclient.LoggedWrite, below []string) bool {
	isMade := w.Does == apiclient.LoggedCreate
	rest := below
	if len(below) >= 1 && below[0] == "groups" {
		if len(below) == 1 {
			w.Of = apiclient.LoggedGroup
			return isMade
		}
		w.Group, rest = below[1], below[2:]
		if len(rest) == 0 {
			w.Of = apiclient.LoggedGroup
			return w.Does == apiclient.LoggedDelete
		}
	}
	of, capacity := apiclient.LoggedTrunk, apiclient.LoggedTenantCapacity
	if w.Group != "" {
		of, capacity = apiclient.LoggedTrunkGroup, apiclient.LoggedGroupCapacity
	}
	switch {
	case len(rest) < 2 || rest[1] != "trunk_groups":
		return false
	case rest[0] == "features":
		w.Of = capacity
		return len(rest) == 2 && w.Does == apiclient.LoggedChange
	case rest[0] != "services":
		return false
	case len(rest) == 2:
		w.Of = of
		return isMade
	case len(rest) == 3:
		w.Of, w.Name = of, rest[2]
		return !isMade
	case len(rest) == 4 && w.Group != "" && rest[3] == "backup":
		w.Of, w.Name = apiclient.LoggedBackup, rest[2]
		return w.Does == apiclient.LoggedChange
	}
	return false
}

// readLogged reads what a body set. A part that cannot be read costs all of it.
func readLogged(w *apiclient.LoggedWrite, body wire.Value) {
	for _, m := range body.Members {
		w.Members = append(w.Members, m.Name)
	}
	raw, err := body.Encode()
	if err != nil {
		return
	}
	given, _ := body.Get("name")
	switch {
	case w.Of == apiclient.LoggedGroup:
		given, _ = body.Get("groupId")
		w.Group = given.Text
		return
	case w.Does == apiclient.LoggedCreate:
		w.Name = given.Text
	case w.Of == apiclient.LoggedTrunk && given.Kind == wire.Text && given.Text != w.Name:
		w.NewName = given.Text
	}
	switch w.Of {
	case apiclient.LoggedTenantCapacity, apiclient.LoggedGroupCapacity:
		w.Capacity = read(raw, readTenantCapacity)
	case apiclient.LoggedTrunkGroup:
		w.TrunkGroup = read(raw, readTrunkGroup)
	case apiclient.LoggedTrunk:
		w.Trunk = read(raw, readTrunk)
	case apiclient.LoggedBackup:
		w.Backup = read(raw, readBackup)
	}
}

// read reads a body whole, nil where that cannot be.
func read[T any](body []byte, of func(wire.Record) T) *T {
	out, err := wire.DecodeOne(body, of)
	if err != nil {
		return nil
	}
	return &out
}
