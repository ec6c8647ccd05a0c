package apio

import (
	"context"
	"crypto/sha1" //nolint:gosec // the API's own digest (supplement 2)
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/wire"
)

const (
	corePrefix = "/api/v01" // of a core's own resources, below which its gateways are

	// renewBefore is how long before its end an access token is renewed (supplement 2).
	renewBefore = 20 * time.Second
	// writeRenewal is the most that a write waits for that: what was confirmed before a long
	// wait may not be what is there after it.
	writeRenewal = 5 * time.Second
	// probeTime is the most that is spent on what is only asked to explain a refusal.
	probeTime = 5 * time.Second
)

// grant is what a login or a renewal brought. The zero value is no token.
type grant struct {
	access, refresh string
	due             time.Time // from when on it is renewed; zero: not before it is refused
}

// newGrant reads when an access token ends, by the claim exp of a JWT (APIO 1.2). Where that is
// past already, this machine's clock and the server's do not agree: then only a refusal tells.
func newGrant(access, refresh string, now time.Time) *grant {
	g := &grant{access: access, refresh: refresh}
	if life := expiry(access).Sub(now); life > 0 {
		g.due = now.Add(life - min(renewBefore, life/2))
	}
	return g
}

// expiry returns when a token ends, zero where it does not say.
func expiry(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims struct {
		Expires float64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Expires <= 0 || claims.Expires > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(claims.Expires), 0)
}

// site is where a core and the gateway behind it are on a host.
type site struct {
	mount   string // path in front of corePrefix
	path    string // of the resources, as it was configured; empty where it was not
	hasCore bool   // what was configured is a core's
}

// siteOf reads the path of the base URL and the prefix, however the two share what they name.
func siteOf(base, prefix string) site {
	base = strings.TrimRight(base, "/")
	whole := base
	if own := strings.Trim(prefix, "/"); own != "" {
		whole += "/" + own
	}
	if at := strings.Index(whole+"/", corePrefix+"/"); at >= 0 {
		s := site{mount: whole[:at], hasCore: true}
		if whole != s.mount+corePrefix {
			s.path = whole
		}
		return s
	}
	mount, named := strings.CutSuffix(base, DefaultPrefix)
	s := site{mount: mount}
	if prefix != "" || named {
		s.path = whole + "/"
	}
	return s
}

// core returns the request of one of the core's own resources.
func (c *Client) core(op string, path ...string) apiclient.Request {
	return apiclient.Request{Op: op, Root: c.site.mount + corePrefix, Path: path, Bare: true, Single: true, Secrets: c.secrets()}
}

// hasPlace reports whether it is known where the resources are.
func (c *Client) hasPlace() bool {
	return c.gateway.Load() != nil || c.auth != Core && !c.site.hasCore && c.cred().Gateway == ""
}

// pending is what a login has so far that waits for an answer. The zero value is nothing.
type pending struct {
	payload string // of the second factor; never shown
	factor  apiclient.Factor
	offered []listing
}

// listing is a gateway as a core lists it.
type listing struct{ name, prefix string }

// coreAnswer is what a login at a core answers, and what a second factor does.
type coreAnswer struct{ access, refresh, payload, option string }

// readCoreAnswer reads that. No error of it repeats what was there.
func readCoreAnswer(body []byte) (coreAnswer, error) {
	out, err := wire.DecodeOne(body, func(r wire.Record) coreAnswer {
		text := func(name string) string {
			v, _ := r.Get(name)
			if v.Kind != wire.Text {
				return ""
			}
			return v.Text
		}
		return coreAnswer{text("access_token"), text("refresh_token"), text("2fa_payload"), text("option")}
	})
	switch {
	case err != nil:
		return coreAnswer{}, errors.New("the answer to the login is not a JSON object")
	case out.payload == "" && !login.IsToken(out.access):
		return coreAnswer{}, errors.New("the answer to the login has no token that can be sent")
	case out.refresh != "" && !login.IsToken(out.refresh):
		return coreAnswer{}, errors.New("the answer to the login has a refresh token that cannot be sent")
	}
	return out, nil
}

// loginToCore sends the credentials (APIO 1.2). It runs in the turn of the session.
func (c *Client) loginToCore(ctx context.Context) error {
	c.pending = pending{}
	answer, err := authenticate(ctx, c, c.core("log in", "auth", "login"), c.nameAndPassword(), readCoreAnswer)
	switch {
	case err != nil:
		return c.refusedByCore(ctx, err)
	case answer.payload == "":
		return c.enter(ctx, answer)
	}
	c.pending = pending{payload: answer.payload, factor: apiclient.ByMail} // without an option it is that (APIO 1.2)
	if answer.option == "totp" {
		c.pending.factor = apiclient.ByApp
	}
	return &apiclient.Error{Op: "log in", Host: c.conn.Host(), Kind: apiclient.SecondFactor, Factor: c.pending.factor}
}

// Answer goes on with a login that ended as SecondFactor or GatewayChoice: with the code, or with
// the name of a gateway. It may end as these again, as WrongCode, after which another code may be
// given, or as CodeExpired, after which Login asks for a new one. A code is sent once.
func (c *Client) Answer(ctx context.Context, text string) error {
	return c.session.Open(ctx, func() error {
		if c.pending.payload != "" {
			return c.sendCode(ctx, text)
		}
		return c.choose(c.pending.offered, text)
	})
}

// sendCode asks not to trust this machine: many people share the one that banyan runs on.
func (c *Client) sendCode(ctx context.Context, code string) error {
	code = strings.Join(strings.FieldsFunc(code, unicode.IsSpace), "") // apps show it in two halves
	body := map[string]any{"2fa_payload": c.pending.payload, "code": code}
	path := "2fa_totp"
	if c.pending.factor == apiclient.ByMail {
		path, body["trust"] = "2fa", false
	}
	r := c.core("send the code", "auth", path)
	r.Secrets = append(r.Secrets, c.pending.payload, code)
	answer, err := authenticate(ctx, c, r, body, readCoreAnswer)
	if err != nil {
		return c.refusedCode(err)
	}
	if answer.payload != "" {
		return &apiclient.Error{Op: r.Op, Host: c.conn.Host(), Kind: apiclient.BadBody, Message: "the answer to the code asks for another one"}
	}
	c.pending = pending{}
	return c.enter(ctx, answer)
}

// refusedCode tells a wrong code from a late one by the words, which are not documented.
func (c *Client) refusedCode(err error) error {
	return explained(err, func(e *apiclient.Error) apiclient.Kind {
		switch {
		case e.Status != http.StatusBadRequest && e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden:
			return e.Kind
		case says(e, "locked", "blocked", "too many"):
			return apiclient.Locked
		case says(e, "expire", "too late", "timed out", "payload"):
			c.pending = pending{}
			return apiclient.CodeExpired
		}
		return apiclient.WrongCode
	})
}

// explained gives an error the kind that its words tell.
func explained(err error, kind func(*apiclient.Error) apiclient.Kind) error {
	e, isError := errors.AsType[*apiclient.Error](err)
	if !isError {
		return err
	}
	out := *e
	out.Kind = kind(&out)
	return &out
}

func says(e *apiclient.Error, words ...string) bool {
	message := strings.ToLower(e.Message)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(message, word) })
}

// refusedByCore says why a core lets nobody in. How it says that an account is locked or logs in
// elsewhere is not documented: its words tell. Where there is another kind of login, the name and
// the password may be right.
func (c *Client) refusedByCore(ctx context.Context, err error) error {
	return explained(err, func(e *apiclient.Error) apiclient.Kind {
		switch {
		case noLoginThere(e):
			if c.hasGatewayLogin(ctx) {
				e.Other = apiclient.GatewayLogin
				return apiclient.OtherLogin
			}
			return e.Kind
		case e.Kind != apiclient.Unauthorized && e.Kind != apiclient.Forbidden:
			return e.Kind
		case isPasswordDue(e):
			return apiclient.PasswordDue
		case says(e, "locked", "blocked", "too many"):
			return apiclient.Locked
		case says(e, "sso", "single sign", "saml", "oidc", "openid"):
			return apiclient.SignOn
		}
		public, problem := c.publicConfiguration(ctx)
		switch isGateway := c.hasGatewayLogin(ctx); {
		case isGateway && problem != nil:
			e.Other = apiclient.GatewayLogin
			return apiclient.OtherLogin
		case isGateway:
			e.Other = apiclient.GatewayLogin
		case public.signOn:
			e.Other = apiclient.SingleSignOn
		}
		return apiclient.LoginFailed
	})
}

// hasGatewayLogin reports whether a gateway answers beside the core: without a session it
// refuses in JSON whatever is asked (APIO 1.1, 2).
func (c *Client) hasGatewayLogin(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	_, err := apiclient.Send(ctx, c.conn, http.MethodGet, apiclient.Request{
		Op: "look for a gateway", Root: c.site.mount + DefaultPrefix, Path: []string{"tenants"},
	}, nil, func([]byte) (struct{}, error) { return struct{}{}, nil })
	kind := apiclient.KindOf(err)
	return kind == apiclient.Unauthorized || kind == apiclient.Forbidden
}

// configuration is what a core tells everybody, as far as it counts here.
type configuration struct {
	gateways []listing
	signOn   bool // it knows a single sign-on
}

// publicConfiguration asks for it (supplement 2). An answer without any of its members is of
// something else.
func (c *Client) publicConfiguration(ctx context.Context) (configuration, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	r := c.core("read what the core tells everybody", "system", "configuration", "public")
	return apiclient.Send(ctx, c.conn, http.MethodGet, r, nil, func(body []byte) (configuration, error) {
		return wire.DecodeOne(body, func(r wire.Record) configuration {
			auth, hasAuth := r.Find("auth")
			_, hasGUI := r.Find("gui")
			listed, hasGateways := r.Find("gateways")
			if !hasAuth && !hasGUI && !hasGateways {
				r.Fail("", errors.New("the answer is not the configuration of a core"))
			}
			signOn, _ := auth.Get("SSO")
			return configuration{gateways: readGateways(listed), signOn: len(signOn.Items) > 0}
		})
	})
}

// readGateways reads a list of gateways (APIO 0.1). One without a prefix cannot be reached; one
// whose name is missing or shared is called by its prefix too.
func readGateways(list wire.Value) (out []listing) {
	for _, item := range list.Items {
		name, _ := item.Get("name")
		prefix, _ := item.Get("prefix")
		if prefix.Kind != wire.Text || strings.Trim(prefix.Text, "/") == "" {
			continue
		}
		one := listing{name: strings.TrimSpace(name.Text), prefix: prefix.Text}
		if one.name == "" || slices.ContainsFunc(out, func(g listing) bool { return g.name == one.name }) {
			one.name = strings.TrimSpace(one.name + " " + one.prefix)
		}
		out = append(out, one)
	}
	return out
}

// enter takes the tokens of a login, and finds out whether they may be used and for what.
func (c *Client) enter(ctx context.Context, answer coreAnswer) error {
	c.grant.Store(newGrant(answer.access, answer.refresh, c.session.Now()))
	if err := c.checkUser(ctx); err != nil {
		return err
	}
	if c.hasPlace() {
		return nil
	}
	return c.findGateway(ctx, c.cred().Gateway)
}

// checkUser returns an error where the password has to be changed first (supplement 2). Whatever
// else keeps the account from being read does not keep it from working.
func (c *Client) checkUser(ctx context.Context) error {
	const op = "read the account"
	r := c.core(op, "system", "users", "local")
	r.Bearer = c.grant.Load().access
	due, err := apiclient.Send(ctx, c.conn, http.MethodGet, r, nil, func(body []byte) (bool, error) {
		return wire.DecodeOne(body, func(r wire.Record) bool {
			due, _ := r.Get("need_password_change")
			return due.Kind == wire.Boolean && due.Text == "true"
		})
	})
	e, _ := errors.AsType[*apiclient.Error](err)
	switch {
	case e != nil && e.Kind == apiclient.Canceled:
		return err
	case due:
		return &apiclient.Error{Op: op, Host: c.conn.Host(), Kind: apiclient.PasswordDue}
	case e != nil && isPasswordDue(e):
		return apiclient.WithKind(err, apiclient.PasswordDue, isPasswordDue)
	}
	return nil
}

// isPasswordDue reports whether an error is of an account that may only change its password. A
// gateway's own errors have codes too: see passwordDue.
func isPasswordDue(e *apiclient.Error) bool {
	return e.Kind == apiclient.Forbidden && e.Code == "1"
}

// passwordDue says of a refused request whether a password that has to be changed is the cause.
func (c *Client) passwordDue(ctx context.Context, err error) error {
	return apiclient.WithKind(err, apiclient.PasswordDue, func(e *apiclient.Error) bool {
		return c.auth == Core && isPasswordDue(e) && c.checkUser(ctx) != nil
	})
}

// findGateway takes the gateway of that name, or the only one: of those that the core tells
// everybody, or else of those that it tells this account (APIO 0.1).
func (c *Client) findGateway(ctx context.Context, name string) error {
	public, err := c.publicConfiguration(ctx)
	if apiclient.KindOf(err) == apiclient.Canceled && ctx.Err() != nil {
		return err
	}
	list := public.gateways
	if at, _ := find(list, name); at < 0 {
		var own []listing
		if own, err = c.ownGateways(ctx); err == nil {
			list = own
		}
	}
	if len(list) == 0 && err != nil {
		return apiclient.WithKind(err, apiclient.NoGateway, func(e *apiclient.Error) bool {
			return e.Kind == apiclient.Forbidden || e.Kind == apiclient.NotFound || e.Kind == apiclient.NotJSON
		})
	}
	return c.choose(list, name)
}

func (c *Client) ownGateways(ctx context.Context) ([]listing, error) {
	r := c.core("list the gateways", "apio", "provisioning", "gateways")
	r.Bearer = c.grant.Load().access
	if c.auth == Bearer {
		r.Bearer = c.cred().Token
	}
	return apiclient.Send(ctx, c.conn, http.MethodGet, r, nil, func(body []byte) ([]listing, error) {
		return wire.DecodeOne(body, func(r wire.Record) []listing {
			list, _ := r.Get("gateways")
			return readGateways(list)
		})
	})
}

// find returns the index of the gateway of that name, of the only one where the name is
// empty, else -1. A name may be written as the portal's addresses have it: in lower case, without
// dots and blanks (supplement 2).
func find(list []listing, name string) (at int, isOnly bool) {
	if name == "" {
		return len(list) - 1, true
	}
	at = slices.IndexFunc(list, func(g listing) bool { return g.name == name })
	if at < 0 {
		at = slices.IndexFunc(list, func(g listing) bool { return g.plain() == listing{name: name}.plain() })
	}
	return at, false
}

func (l listing) plain() string {
	return strings.ToLower(strings.NewReplacer(".", "", " ", "").Replace(l.name))
}

// choose takes the gateway of that name, or the only one where it is empty. Where it cannot, the
// error is of kind GatewayChoice or NoGateway, and Answer may name another.
func (c *Client) choose(list []listing, name string) error {
	c.pending = pending{offered: list}
	problem := &apiclient.Error{Op: "choose a gateway", Host: c.conn.Host(), Kind: apiclient.GatewayChoice, Message: name}
	at, isOnly := find(list, name)
	switch {
	case len(list) == 0:
		problem.Kind, problem.Message = apiclient.NoGateway, ""
		return problem
	case at < 0, isOnly && len(list) > 1:
		for _, g := range list {
			problem.Gateways = append(problem.Gateways, g.name)
		}
		return problem
	}
	found := listing{prefix: c.site.mount + "/" + strings.Trim(list[at].prefix, "/")}
	if len(list) > 1 {
		found.name = list[at].name
	}
	c.gateway.Store(&found)
	c.pending = pending{}
	return nil
}

// Gateway returns the path of the core's gateway that is used, empty where none is, and its name
// where there is more than one.
func (c *Client) Gateway() (path, name string) {
	if found := c.gateway.Load(); found != nil {
		return found.prefix, found.name
	}
	return "", ""
}

// current returns what the next request is sent with, renewed before it ends.
func (c *Client) current(ctx context.Context) (*grant, error) {
	held := c.grant.Load()
	if held.due.IsZero() || c.session.Now().Before(held.due) {
		return held, nil
	}
	if _, err := c.renew(ctx, held); err != nil {
		return nil, err
	}
	return c.grant.Load(), nil
}

// currentForWrite is current for a write, which must not wait for long.
func (c *Client) currentForWrite(ctx context.Context) (*grant, error) {
	ctx, cancel := context.WithTimeout(ctx, writeRenewal)
	defer cancel()
	return c.current(ctx)
}

// refresh gets a new access token (APIO 1.2). It runs in the turn of the session. Refused, the
// session has ended, as the vendor's own client has it: the password is not sent again, for
// whoever ended it may have meant that.
func (c *Client) refresh(ctx context.Context, held *grant) error {
	if held.refresh == "" {
		return &apiclient.Error{Op: "renew the token", Host: c.conn.Host(), Kind: apiclient.SessionEnded}
	}
	r := c.core("renew the token", "auth", "access_token")
	r.Bearer = held.refresh
	answer, err := apiclient.Send(ctx, c.conn, http.MethodGet, r, nil, readCoreAnswer)
	if err != nil {
		return apiclient.WithKind(err, apiclient.SessionEnded, func(e *apiclient.Error) bool {
			return e.Kind == apiclient.Unauthorized || e.Kind == apiclient.Forbidden || e.Kind == apiclient.NotFound ||
				e.Kind == apiclient.Refused && e.Status != http.StatusRequestTimeout
		})
	}
	if answer.refresh == "" { // a new one comes only when the old one nears its end
		answer.refresh = held.refresh
	}
	c.grant.Store(newGrant(answer.access, answer.refresh, c.session.Now()))
	return nil
}

// Logout ends the session of a core and forgets its tokens, whatever the core says to it
// (APIO 1.2). For another login it does nothing: how a gateway's session is ended is not known.
func (c *Client) Logout(ctx context.Context) {
	held := c.grant.Swap(&grant{})
	if held.refresh == "" {
		return
	}
	sum := fmt.Sprintf("sha1:%x", sha1.Sum([]byte(held.refresh))) //nolint:gosec // the API's own digest
	r := c.core("log out", "auth", "logout")
	r.Bearer, r.Query = held.access, url.Values{"sign": {sum}}
	r.Secrets = append(r.Secrets, sum, held.access, held.refresh)
	_, _ = apiclient.Send(ctx, c.conn, http.MethodGet, r, nil, func([]byte) (struct{}, error) { return struct{}{}, nil })
}
