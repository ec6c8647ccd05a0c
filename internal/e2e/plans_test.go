package e2e

import (
	"bytes"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
)

// routingsOf returns the enterprise trunks of foo as a platform holds them, byte for byte.
func routingsOf(t *testing.T, url string) []byte {
	t.Helper()
	conn := must(apiclient.NewConn(apiclient.Config{BaseURL: url}))(t)
	defer conn.Close()
	client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	check(t, client.Login(t.Context()))
	var all bytes.Buffer
	for _, item := range must(client.EnterpriseTrunks(t.Context(), "foo"))(t) {
		document, _, err := client.EnterpriseTrunkDocument(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, item.Name)
		check(t, err)
		all.Write(document.Raw)
	}
	return all.Bytes()
}

// drain are the steps from the list of tenants to the question that takes a site out of service which four
// enterprise trunks send calls to, with the names typed that it asks for.
func drain() []step {
	return append(into("Foo Industries", step{"o", "foo › groups"}, step{"", "6 groups"}),
		step{"W", "4 enterprise trunks · ■ 3 refused"}, step{"j", "▸ ● HQ-Inbound"}, step{"", "+70"},
		step{"y", "3 names to type"}, step{"National-Outbound\r", "✓"}, step{"ApioEntTest_Trunk_modified\r", "✓"}, step{"Contact-Centre\r", "the name is right"})
}

// A site is taken out of service, is listed, and is put back as it was.
func TestASiteIsTakenOutOfServiceAndPutBack(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	before := routingsOf(t, url)
	state := "XDG_STATE_HOME=" + t.TempDir()
	d := displayOf(t, 100, 30, append(demoCredentials(), state), "--url", url, "--write")
	d.take(drain()...)
	if n := len(server.Writes()); n != 0 {
		t.Fatalf("%d writes before a yes", n)
	}
	d.take(step{"y", "DONE"}, step{"\r", "○ out"})
	if bytes.Equal(routingsOf(t, url), before) {
		t.Error("nothing was taken out")
	}
	d.take(step{":", "tab complete"}, step{"drained", "what is out of service"}, step{"\r", "○ group ApioEntGrpTest"}, step{"W", "put back into service: group ApioEntGrpTest"},
		step{"\x13", "Apply"}, step{"y", "DONE"}, step{"\r", "Nothing is out of service."})
	d.quit("\x03")
	if n := len(server.Writes()); n != 8 {
		t.Errorf("%d writes, want one each for four that go out and come back", n)
	}
	if after := routingsOf(t, url); !bytes.Equal(after, before) {
		t.Errorf("what was put back is\n%s\nand was\n%s", after, before)
	}
}

// On a hotspot the key takes its place out of service; that is marked in its row, and in what is told of it.
func TestAHotspotIsTakenOutOfServiceAndPutBack(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	before := routingsOf(t, url)
	d := displayOf(t, 160, 44, append(demoCredentials(), "XDG_STATE_HOME="+t.TempDir()), "--url", url, "--write", "--scan-rate", "1000")
	d.take(step{"", "▸ AlpenBank"}, step{"H", "not scanned"}, step{"R", "16 of 16 tenants read"}, step{"/", "ctrl+u clear"}, step{"Trunk-Liege", "1/60"}, step{"\r", "▸ foo › ApioEntGrpLiege › Trunk-Liege"})
	d.take(step{"W", "take out of service: trunk group Trunk-Liege"}, step{"y", "Ticket"}, step{"\t", "done typing"}, step{"CHG0042\r", "y apply"}, step{"y", "DONE"})
	d.take(step{"\r", "○ out"}, step{"", "Since "}, step{"", "for CHG0042: HQ-Inbound"})
	if n := len(server.Writes()); n != 1 {
		t.Fatalf("%d writes, want one", n)
	}
	d.take(step{"W", "put back into service: trunk group Trunk-Liege"}, step{"\x13", "Apply"}, step{"y", "DONE"}, step{"\r", "▸ foo › ApioEntGrpLiege › Trunk-Liege"})
	d.untilHolds("nothing that is out", func(screen string) bool { return !strings.Contains(screen, "○ out") })
	d.quit("\x03")
	if after := routingsOf(t, url); !bytes.Equal(after, before) {
		t.Errorf("what was put back is\n%s\nand was\n%s", after, before)
	}
}

// A program that is killed while a plan waits for the answer to a save leaves a plan that goes on: what was
// saved is read, and not sent again.
func TestAPlanGoesOnAfterTheProgramWasKilled(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	before := routingsOf(t, url)
	state := "XDG_STATE_HOME=" + t.TempDir()
	open := func() *display {
		return displayOf(t, 100, 30, append(demoCredentials(), state), "--url", url, "--write")
	}
	d := open()
	d.take(drain()...)
	server.SetFault(simulator.Fault{Method: "PUT", Path: "*/HQ-Inbound", Hang: true, Apply: true})
	d.take(step{"y", "2 of 4"}, step{"", "saving"})
	d.untilHolds("the third write", func(string) bool { return len(server.Writes()) == 3 })
	check(t, d.cmd.Process.Kill())
	d.exit()
	server.ClearFaults()

	d = open()
	d.take(step{":", "tab complete"}, step{"plans", "those that were begun"}, step{"\r", "take out of service: group ApioEntGrpTest"}, step{"\r", "STOPPED"})
	d.take(step{"r", "Apply"}, step{"y", "DONE"}, step{"\r", "4 of 4"})
	if n := len(server.Writes()); n != 4 {
		t.Errorf("%d writes, want one for each of four", n)
	}
	d.take(step{":", "tab complete"}, step{"drained", "what is out of service"}, step{"\r", "○ group ApioEntGrpTest"}, step{"W", "put back into service"},
		step{"\x13", "Apply"}, step{"y", "DONE"})
	d.quit("\x03")
	if after := routingsOf(t, url); !bytes.Equal(after, before) {
		t.Errorf("what was put back is\n%s\nand was\n%s", after, before)
	}
}
