package login

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/internal/viewtest"
	"banyan/ui"
)

const secret = "Tj0uk4dor&3" // with letters that move elsewhere

// platform answers what is asked: it knows one user, unless it fails.
type platform struct {
	asked  []string // who and with what
	err    error
	waits  chan struct{} // closed when an asking was cancelled; nil: no answer is waited for
	opened int

	answers []error  // to what is asked besides, in this order; after them it opens
	says    []string // with what
}

func (p *platform) answer(_ context.Context, text string) (func() ui.View, error) {
	p.says = append(p.says, text)
	if len(p.answers) > 0 {
		err := p.answers[0]
		p.answers = p.answers[1:]
		return nil, err
	}
	return func() ui.View {
		p.opened++
		return &home{}
	}, nil
}

func asks(change func(*apiclient.Error)) error {
	e := &apiclient.Error{Op: "log in", Host: "apio.example.net"}
	change(e)
	return fmt.Errorf("log in: %w", e)
}

func asksForCode(factor apiclient.Factor) error {
	return asks(func(e *apiclient.Error) { e.Kind, e.Factor = apiclient.SecondFactor, factor })
}

func asksForGateway(names ...string) error {
	return asks(func(e *apiclient.Error) { e.Kind, e.Gateways = apiclient.GatewayChoice, names })
}

func ofKind(kind apiclient.Kind, message string) error {
	return asks(func(e *apiclient.Error) { e.Kind, e.Message, e.Status = kind, message, 400 })
}

func refused(message string) error {
	return fmt.Errorf("log in: %w", &apiclient.Error{Op: "log in", Host: "apio.example.net", Kind: apiclient.LoginFailed, Status: 401, Message: message})
}

func (p *platform) ask(ctx context.Context, name, password string) (func() ui.View, error) {
	p.asked = append(p.asked, name+" "+password)
	if p.waits != nil {
		<-ctx.Done()
		close(p.waits)
		return nil, ctx.Err()
	}
	if p.err != nil {
		return nil, p.err
	}
	if name != "support" || password != secret {
		return nil, refused("Invalid username or password")
	}
	return func() ui.View {
		p.opened++
		return &home{}
	}, nil
}

// home is the screen that stands behind the login.
type home struct{}

func (*home) Title() string             { return "tenants" }
func (*home) Init() tea.Cmd             { return nil }
func (*home) Update(tea.Msg) tea.Cmd    { return nil }
func (*home) View() string              { return "all tenants" }
func (*home) SetSize(int, int)          {}
func (*home) Close()                    {}
func (*home) ShortHelp() []key.Binding  { return nil }
func (*home) FullHelp() [][]key.Binding { return nil }

func options(p *platform) Options {
	return Options{Ask: p.ask, Answer: p.answer, Place: "prod-be", Host: "apio.example.net", Dialect: "APIO", Name: "support", Write: true}
}

// desk is a shell over a login, of which every frame is kept.
type desk struct {
	t      *testing.T
	app    *ui.App
	frames []string
	quit   bool
}

func open(t *testing.T, opts Options, width, height int) *desk {
	t.Helper()
	d := &desk{t: t, app: ui.NewApp(viewtest.Kit(), New(viewtest.Kit(), opts), ui.Options{
		Header: ui.Header{Product: "banyan", Place: opts.Place, ReadOnly: !opts.Write, Label: "PROD"}, Explain: apiclient.Explain,
	})}
	t.Cleanup(d.app.Close)
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

// send gives the shell messages and what follows from each, but for what is timed.
func (d *desk) send(msgs ...tea.Msg) {
	d.t.Helper()
	for len(msgs) > 0 {
		_, cmd := d.app.Update(msgs[0])
		d.frames = append(d.frames, d.app.View())
		msgs = append(d.follow(cmd), msgs[1:]...)
	}
}

func (d *desk) follow(cmd tea.Cmd) (msgs []tea.Msg) {
	if cmd == nil {
		return nil
	}
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	var msg tea.Msg
	select {
	case msg = <-done:
	case <-time.After(time.Millisecond): // the spinner, or a platform that does not answer
		return nil
	}
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		d.quit = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			msgs = append(msgs, d.follow(cmd)...)
		}
	default:
		msgs = append(msgs, msg)
	}
	return msgs
}

func (d *desk) press(names ...string) {
	d.t.Helper()
	for _, name := range names {
		d.send(viewtest.Key(name))
	}
}

func (d *desk) typed(text string) {
	d.t.Helper()
	d.press(strings.Split(text, "")...)
}

func (d *desk) paste(text string) {
	d.t.Helper()
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

func (d *desk) frame() string { return d.frames[len(d.frames)-1] }

func (d *desk) shows(texts ...string) {
	d.t.Helper()
	text := strings.Join(strings.FieldsFunc(d.frame(), func(r rune) bool { return strings.ContainsRune(" \n│╭╮╰╯├┤─", r) }), " ")
	viewtest.RequireContains(d.t, text, texts...)
}

// fills lets a storm of sizes pass, from 1x1 on: every frame has the lines that there are and none
// that would wrap, and in the end the login is what it was at the first size.
func (d *desk) fills(width, height int) {
	d.t.Helper()
	before := d.frame()
	for _, size := range [][2]int{{300, 90}, {60, 16}, {1, 1}, {140, 30}, {61, 200}, {59, 16}, {10, 3}, {300, 16}, {60, 15}, {width, height}} {
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		lines := strings.Split(d.frame(), "\n")
		if len(lines) != size[1] {
			d.t.Errorf("%d lines at %dx%d", len(lines), size[0], size[1])
		}
		for _, line := range lines {
			if got := safetext.Width(line); got > size[0] {
				d.t.Errorf("a line of %d cells at %dx%d: %q", got, size[0], size[1], line)
			}
		}
	}
	if d.frame() != before {
		d.t.Errorf("after other sizes it is not what it was:\n%s\nit was\n%s", d.frame(), before)
	}
}

// pictures compares a login with its pictures.
func pictures(t *testing.T, opts func(p *platform) Options, p platform, do func(d *desk)) {
	t.Helper()
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 36}, {160, 44}} {
		t.Run(fmt.Sprintf("%dx%d", size.width, size.height), func(t *testing.T) {
			frame := ""
			synctest.Test(t, func(t *testing.T) {
				p := p
				d := open(t, opts(&p), size.width, size.height)
				do(d)
				frame = d.frame() + "\n"
				d.fills(size.width, size.height)
			})
			golden.RequireEqual(t, frame)
		})
	}
}

func TestLoginPictures(t *testing.T) {
	t.Parallel()
	password := func(d *desk) { d.typed("password") }
	wrong := func(d *desk) {
		d.typed("wrong")
		d.press("enter")
	}
	none := &apiclient.Error{Op: "log in", Host: "apio.example.net", Kind: apiclient.Unreachable}
	for _, test := range []struct {
		name string
		p    platform
		opts func(*platform) Options
		do   func(d *desk)
	}{
		{"plain", platform{}, options, password},
		{"nothing known", platform{}, func(p *platform) Options {
			opts := options(p)
			opts.Name, opts.Write, opts.Dialect, opts.Host = "", false, "Odin", "odin.a-very-long-name.of-a-platform.example.net:18443"
			return opts
		}, func(*desk) {}},
		{"missing", platform{}, options, func(d *desk) { d.press("enter") }},
		{"refused", platform{}, options, wrong},
		{"refused with words", platform{err: refused("the account is locked until 14:30 after 5 wrong passwords; ask your administrator to unlock it")}, options, wrong},
		{"second try", platform{}, options, func(d *desk) {
			wrong(d)
			wrong(d)
		}},
		{"no connection", platform{err: none}, options, wrong},
		{"another login", platform{err: asks(func(e *apiclient.Error) { e.Kind, e.Other = apiclient.LoginFailed, apiclient.CoreLogin })}, options, wrong},
		{"a core alone", platform{err: asks(func(e *apiclient.Error) { e.Kind, e.Other = apiclient.OtherLogin, apiclient.CoreLogin })}, options, wrong},
		{"password due", platform{err: ofKind(apiclient.PasswordDue, "")}, options, wrong},
		{"code by mail", platform{err: asksForCode(apiclient.ByMail)}, options, func(d *desk) {
			wrong(d)
			d.typed("12345")
		}},
		{"code of an app", platform{err: asksForCode(apiclient.ByApp)}, options, wrong},
		{"wrong code", platform{err: asksForCode(apiclient.ByMail), answers: []error{ofKind(apiclient.WrongCode, "the code is wrong")}}, options, func(d *desk) {
			wrong(d)
			wrong(d)
		}},
		{"late code", platform{err: asksForCode(apiclient.ByApp), answers: []error{ofKind(apiclient.CodeExpired, "")}}, options, func(d *desk) {
			wrong(d)
			wrong(d)
		}},
		{"gateways", platform{err: asksForGateway("BroadWorks BE East", "BroadWorks BE West", "Lab")}, options, func(d *desk) {
			wrong(d)
			d.press("down")
		}},
		{"again", platform{}, again, func(*desk) {}},
		{"refused again", platform{err: asks(func(e *apiclient.Error) { e.Kind, e.Other = apiclient.LoginFailed, apiclient.GatewayLogin })}, again, wrong},
		{"while asking", platform{}, func(p *platform) Options {
			p.waits = make(chan struct{})
			return options(p)
		}, func(d *desk) {
			wrong(d)
			time.Sleep(3 * time.Second) // of the test's own clock
			d.send(nil)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pictures(t, test.opts, test.p, test.do)
		})
	}
}

// again are options of a session that has ended.
func again(p *platform) Options {
	opts := options(p)
	opts.Again = true
	return opts
}

// Who logs in again is who the session is of, and comes back to what is open.
func TestWhoLogsInAgainStays(t *testing.T) {
	t.Parallel()
	for _, leaves := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{}
			d := open(t, again(p), 80, 24)
			below := &home{}
			d.send(ui.Replace(below)())
			d.send(ui.Push(New(viewtest.Kit(), again(p)))())
			d.shows("Log in again", "all tenants", "support")
			d.press("tab", "up")
			if d.typed(secret); leaves {
				d.press("esc")
			} else {
				d.press("enter")
				d.shows("logged in again as support")
			}
			d.shows("all tenants")
			if strings.Contains(d.frame(), "Log in again") || d.quit || p.opened != map[bool]int{false: 1, true: 0}[leaves] {
				t.Errorf("opened %d, quit %v:\n%s", p.opened, d.quit, d.frame())
			}
			d.hides()
		})
	}
}

func TestRefusedThenRight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := open(t, options(p), 80, 24)
		d.typed("wrong")
		d.press("enter")
		d.shows("REFUSED wrong user name or password", "support", "not connected")
		if strings.Contains(d.frame(), "The server says") {
			t.Error("it is quoted, though it says no more than that it refused")
		}
		if strings.Contains(d.frame(), "•") {
			t.Error("the password that was refused is kept")
		}
		d.typed(secret)
		d.press("enter")
		d.shows("all tenants")
		if strings.Contains(d.frame(), "not connected") || p.opened != 1 {
			t.Errorf("opened %d times:\n%s", p.opened, d.frame())
		}
		viewtest.RequireEqual(t, "what was asked", p.asked, []string{"support wrong", "support " + secret})
		d.press("esc")
		d.shows("all tenants") // it is the root
		d.hides()
	})
}

// hides checks that the password was in no frame.
func (d *desk) hides() {
	d.t.Helper()
	for _, frame := range d.frames {
		for _, part := range []string{secret, secret[:4], secret[len(secret)-4:]} {
			if strings.Contains(frame, part) {
				d.t.Fatalf("the password is in\n%s", frame)
			}
		}
	}
}

func TestThePasswordIsInNoFrame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{err: &apiclient.Error{Host: "apio.example.net", Kind: apiclient.ServerFault, Status: 500, Message: "backend is gone", RequestID: "r-17"}}
		d := open(t, options(p), 80, 24)
		d.typed(secret)
		d.press("left", "left", "x", "backspace", "right", "right", "enter")
		d.shows("NOT LOGGED IN", "apio.example.net failed (500): backend is gone", "try again", "request r-17", "•••••••••••")
		p.err = nil
		d.press("ctrl+l", "tab", "shift+tab", "up", "down", "?", "ctrl+c")
		d.hides()
		if !strings.HasSuffix(p.asked[0], " "+secret) {
			t.Errorf("asked with another password: %q", p.asked)
		}
	})
}

func TestWhatFailsOtherwiseKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for kind, says := range map[apiclient.Kind]string{
			apiclient.Timeout: "did not answer in time", apiclient.TLS: "no secure connection", apiclient.NotJSON: "a page instead of JSON",
			apiclient.Unreachable: "cannot reach", apiclient.SecondFactor: "wants a second factor", apiclient.BadBody: "cannot be read",
		} {
			p := &platform{err: &apiclient.Error{Host: "apio.example.net", Kind: kind}}
			d := open(t, options(p), 80, 24)
			d.typed(secret)
			d.press("enter")
			e := apiclient.Explained(p.err)
			d.shows("NOT LOGGED IN what was typed is still here", says)
			for word := range strings.FieldsSeq(e.Next) {
				d.shows(word)
			}
			p.err = nil
			d.press("enter")
			d.shows("all tenants")
		}
	})
}

func TestACodeIsAskedForUntilItIsRight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{err: asksForCode(apiclient.ByMail), answers: []error{
			ofKind(apiclient.WrongCode, "no"), ofKind(apiclient.Unavailable, ""), ofKind(apiclient.CodeExpired, ""), asksForGateway("East", "West"),
		}}
		d := open(t, options(p), 80, 24)
		d.typed(secret)
		d.press("enter")
		d.shows("▸ Code", "has sent a code by mail", "User name support", "enter send", "esc back")
		d.press("enter")
		d.shows("✗ missing")
		d.typed("111111")
		d.press("up", "tab", "enter") // there is but one field
		d.shows("REFUSED wrong code", "refused the code: no", "▸ Code")
		d.typed("222222")
		d.press("enter")
		d.shows("NOT LOGGED IN what was typed is still here", "••••••")
		d.press("enter")
		d.shows("TOO LATE", "enter asks for a new code", "▸ Password", strings.Repeat("•", len(secret)))
		d.press("enter") // the password is still there
		d.shows("▸ Code")
		d.paste(" 333 333\n")
		d.press("enter")
		d.shows("▸ East", "West", "Each gateway is a platform of its own", "enter choose")
		d.press("x", "up", "down", "down", "enter")
		d.shows("all tenants")
		viewtest.RequireEqual(t, "what was asked", p.asked, []string{"support " + secret, "support " + secret})
		viewtest.RequireEqual(t, "what was said", p.says, []string{"111111", "222222", "222222", "333 333", "West"})
		for _, frame := range d.frames {
			if strings.Contains(frame, "111111") || strings.Contains(frame, "222222") {
				t.Fatalf("a code is in\n%s", frame)
			}
		}
		d.hides()
	})
}

func TestWhatIsAskedBesidesIsLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, err := range []error{asksForCode(apiclient.ByApp), asksForGateway("East", "West")} {
			p := &platform{err: err}
			opts := options(p)
			opts.Refused = err // what the session was started with needs no other screen
			d := open(t, opts, 80, 24)
			d.shows("esc back")
			d.press("esc")
			d.shows("▸ Password", "esc quit")
			if d.quit || len(p.asked) > 0 {
				t.Error("esc did more than to go back")
			}
			d.typed(secret)
			d.press("enter")
			d.shows("esc back")
			p.answers = []error{ofKind(apiclient.Locked, "for an hour")}
			d.typed("1")
			d.press("enter")
			d.shows("NOT LOGGED IN", "has locked this account: for an hour", "▸ Password", "wait until it is open again")
		}
	})
}

func TestAPasswordThatAnotherLoginMayKnowIsNotCalledWrong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{err: asks(func(e *apiclient.Error) { e.Kind, e.Other = apiclient.LoginFailed, apiclient.CoreLogin })}
		d := open(t, options(p), 80, 24)
		for range 2 {
			d.typed("wrong")
			d.press("enter")
			d.shows("REFUSED not known to this kind of login", "--auth core")
			if strings.Contains(d.frame(), "wrong user name") {
				t.Error(d.frame())
			}
		}
		d.shows("The second try of this session.")
	})
}

func TestManyGatewaysScroll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		names := strings.Fields(strings.Repeat("gateway ", 40))
		for i := range names {
			names[i] += fmt.Sprint(i)
		}
		p := &platform{err: asksForGateway(names...)}
		d := open(t, options(p), 80, 24)
		d.typed(secret)
		d.press("enter")
		d.shows("▸ gateway0")
		for range 50 {
			d.press("down")
		}
		d.shows("▸ gateway39")
		d.press("enter")
		d.shows("all tenants")
		viewtest.RequireEqual(t, "chosen", p.says, []string{"gateway39"})
	})
}

func TestEscCancelsTheAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{waits: make(chan struct{})}
		d := open(t, options(p), 80, 24)
		d.typed(secret)
		d.press("enter")
		d.shows("asking,", "esc cancel")
		d.press("enter", "x", "tab") // nothing is asked twice
		d.press("esc")
		<-p.waits // the request was cancelled
		d.shows("cancelled: what was typed is still here", "•••••••••••", "enter log in")
		if len(p.asked) != 1 || d.quit {
			t.Errorf("asked %d times, quit %v", len(p.asked), d.quit)
		}
		p.waits = nil
		d.press("enter")
		d.shows("all tenants")
	})
}

func TestEscQuitsAndTheEndCancelsTheAsking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := open(t, options(p), 80, 24)
		if d.press("esc"); !d.quit {
			t.Error("esc does not quit")
		}
		p.waits = make(chan struct{})
		d = open(t, options(p), 80, 24)
		d.typed(secret)
		d.press("enter")
		d.app.Close()
		<-p.waits // the request was cancelled
	})
}

func TestWhatIsMissingTakesTheFocus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		opts := options(p)
		opts.Name = ""
		d := open(t, opts, 80, 24)
		d.shows("▸ User name")
		d.press("enter")
		d.shows("▸ User name", "✗ missing")
		d.typed(" support")
		d.press("enter")
		d.shows("▸ Password")
		if strings.Contains(d.frame(), "missing") {
			t.Error("called missing before it could be typed")
		}
		d.press("enter")
		d.shows("▸ Password", "✗ missing")
		d.typed(secret)
		d.press("tab")
		d.press("ctrl+u", "enter")
		d.shows("▸ User name", "✗ missing")
		d.typed(" support ")
		d.press("enter")
		d.shows("all tenants")
		viewtest.RequireEqual(t, "what was asked", p.asked, []string{"support " + secret})
	})
}

func TestAPasteIsTakenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, test := range []struct{ text, says string }{
			{"two\nlines", "not taken: what was pasted is not one line of text"},
			{"a\x1ab", "not taken: what was pasted is not one line of text"},
			{"tab\tbed", "not taken"},
			{strings.Repeat("x", ui.MaxField+1), "not taken: more than 256 bytes"},
		} {
			p := &platform{}
			d := open(t, options(p), 80, 24)
			d.paste(test.text)
			d.shows(test.says)
			if strings.Contains(d.frame(), "•") {
				t.Errorf("a part of %.20q was taken", test.text)
			}
			d.paste(secret + "\r\n")
			if len(p.asked) > 0 {
				t.Error("a newline sent it")
			}
			d.press("enter")
			d.shows("all tenants")
		}
	})
}

// A terminal that does not mark what is pasted sends it as keys that arrive together.
func TestAnEnterThatArrivesWithOtherKeysSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := open(t, options(p), 80, 24)
		d.send(ui.Together(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(secret)}), ui.Together(viewtest.Key("enter")))
		for _, name := range []string{"enter", "esc", "tab"} { // letters that a key is called like
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)})
		}
		if d.quit || len(p.asked) > 0 {
			t.Error("letters acted as a key")
		}
		d.press("ctrl+u")
		d.send(ui.Together(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(secret)}), ui.Together(viewtest.Key("enter")))
		d.shows("enter counts only when it is pressed alone")
		if len(p.asked) > 0 {
			t.Error("it was sent")
		}
		d.press("enter")
		d.shows("all tenants")
	})
}

// noText is what Bubble Tea tells of a byte that is no text.
type noText byte

func (n noText) String() string { return fmt.Sprintf("?%#02x?", int(n)) }

func TestAByteThatIsNoTextIsRefusedWithAWord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, options(&platform{}), 80, 24)
		d.send(noText(0xe9))
		d.shows("not taken: what was typed is no UTF-8 text")
	})
}

// What was refused at the start is the first try.
func TestARefusalAtTheStartIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		opts := options(&platform{})
		opts.Refused = refused("account is locked")
		d := open(t, opts, 80, 24)
		d.shows("REFUSED", `The server says (401): "account is locked"`, "Asked for once", "▸ Password")
		d.typed("wrong")
		d.press("enter")
		d.shows("The second try of this session. Some platforms lock an account")
		for range 5 {
			d.typed("wrong")
			d.press("enter")
		}
		d.shows("Try 7 of this session.")
	})
}

func TestLittleRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{err: refused(strings.Repeat("long words ", 40))}
		d := open(t, options(p), 60, 16)
		d.shows("▸ Password", "enter log in", "esc quit")
		d.typed("wrong")
		d.press("enter")
		d.shows("▸ Password", "REFUSED", "enter log in", "more lines below")
		d.press("pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
		d.shows("kept in memory only.")
		d.press("x")
		d.shows("▸ Password", "more lines below")
		d.send(tea.WindowSizeMsg{Width: 59, Height: 16})
		d.shows("59x16 is too small")
		for _, line := range strings.Split(d.frame(), "\n") {
			if len([]rune(line)) > 59 {
				t.Errorf("a line of %d", len([]rune(line)))
			}
		}
	})
}

func TestAnswersAfterTheEndAreNobodys(t *testing.T) {
	t.Parallel()
	p := &platform{}
	v := New(viewtest.Kit(), options(p))
	v.password.SetText(secret)
	late := v.press(viewtest.Key("enter"))()
	v.press(viewtest.Key("esc"))
	if v.Update(late); p.opened > 0 || !errors.Is(v.failed, nil) {
		t.Error("an answer that came after its asking was cancelled counts")
	}
}
