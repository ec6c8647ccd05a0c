package simulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the API's own digest
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"
)

// keyring knows who may enter: by password, then by session or token.
type keyring struct {
	username, password, ready string
	now                       func() time.Time

	mu       sync.Mutex
	sessions map[string]string // session to the node that the load balancer keeps it on
	secret   []byte            // signs tokens
	ended    map[string]bool   // SHA-1 of the tokens that a logout made invalid, in hexadecimal
	used     time.Time         // when an access token was used last
}

func newKeyring(username, password, token string, now func() time.Time) *keyring {
	return &keyring{
		username: cmp.Or(username, "demo"),
		password: cmp.Or(password, "demo"),
		ready:    cmp.Or(token, "demo-token"),
		now:      now,
		sessions: map[string]string{},
		ended:    map[string]bool{},
		secret:   []byte(rand.Text()),
	}
}

func (k *keyring) expire() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.sessions)
	k.secret = []byte(rand.Text())
}

func (k *keyring) admits(username, password string) bool {
	return same(username, k.username) && same(password, k.password)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// open starts a session on one of the nodes.
func (k *keyring) open() (session, node string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	session, node = rand.Text(), "node1"
	if len(k.sessions)%2 == 1 {
		node = "node2"
	}
	k.sessions[session] = node
	return session, node
}

// knows reports whether the session lives on that node.
func (k *keyring) knows(session, node string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	home, ok := k.sessions[session]
	return ok && home == node
}

// claims is what the simulator writes into a token; clients read exp alone.
type claims struct {
	Subject string `json:"sub"`
	Use     string `json:"use"`
	Expires int64  `json:"exp"`
}

const (
	forAccess  = "access"
	forRefresh = "refresh"
	forCode    = "2fa"
)

// token returns a signed token of the JWT shape.
func (k *keyring) token(use string, life time.Duration) string {
	return k.tokenOf(k.username, use, life)
}

func (k *keyring) tokenOf(user, use string, life time.Duration) string {
	payload, err := json.Marshal(claims{Subject: user, Use: use, Expires: k.now().Add(life).Unix()})
	if err != nil {
		return ""
	}
	signed := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(payload)
	return signed + "." + k.sign(signed)
}

// accepts reports whether a token was signed here for that use and still holds.
// The ready token holds always, for access.
func (k *keyring) accepts(token, use string) bool {
	if use == forAccess && same(token, k.ready) {
		return true
	}
	c, ours := k.read(token)
	return ours && c.Use == use && k.now().Unix() < c.Expires
}

// read returns what a token says, and false where it was not signed here or was ended.
func (k *keyring) read(token string) (c claims, ours bool) {
	end := strings.LastIndexByte(token, '.')
	if end < 0 || !same(token[end+1:], k.sign(token[:end])) || k.isEnded(token) {
		return claims{}, false
	}
	_, payload, _ := strings.Cut(token[:end], ".")
	data, err := base64.RawURLEncoding.DecodeString(payload)
	return c, err == nil && json.Unmarshal(data, &c) == nil
}

// machine is the user of the ready token in the core's log of requests.
const machine = "automation"

// userOf returns whose access token it is, empty where it is none.
func (k *keyring) userOf(token string) string {
	if same(token, k.ready) {
		return machine
	}
	c, ours := k.read(token)
	if !ours || c.Use != forAccess {
		return ""
	}
	return c.Subject
}

// end makes the token invalid of which this is the SHA-1, in hexadecimal.
func (k *keyring) end(sum string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ended[sum] = true
}

func (k *keyring) isEnded(token string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ended[fmt.Sprintf("%x", sha1.Sum([]byte(token)))] //nolint:gosec // the API's own digest
}

// use notes that an access token is used now.
func (k *keyring) use() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.used = k.now()
}

// idle returns how long no access token was used.
func (k *keyring) idle() time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now().Sub(k.used)
}

func (k *keyring) sign(text string) string {
	k.mu.Lock()
	mac := hmac.New(sha256.New, k.secret)
	k.mu.Unlock()
	mac.Write([]byte(text))
	return encode(mac.Sum(nil))
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
