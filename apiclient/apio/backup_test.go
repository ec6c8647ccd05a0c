package apio

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/trunkgroup"
)

func TestABackupIsReadAsServersSpellIt(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]trunkgroup.Diversion{
		`{"mode":"","destination":"","trunk":{"tenantId":"","groupId":"","name":""}}`: {},
		`{"mode":null,"trunk":null}`:                                          {},
		`{"mode":"None","destination":"+3225550100"}`:                         {},
		`{"mode":"Forward","destination":3225550100,"trunk":{}}`:              {Action: trunkgroup.Forward, Address: "3225550100"},
		`{"mode":"reroute","destination":"1","trunk":{"groupId":7,"name":8}}`: {Action: trunkgroup.Reroute, Group: "7", Name: "8"},
		`{"mode":"Reroute"}`:                                                  {Action: trunkgroup.Reroute},
		`{"mode":"Sing"}`:                                                     {Action: "Sing"},
	} {
		g := &gateway{body: body}
		document, got, err := start(t, g).TrunkGroupBackup(t.Context(), "t", "g", "T 1")
		if err != nil || got != want || string(document.Raw) != body {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
		same(t, g.reads[0].URL.EscapedPath(), "/api/v1/tenants/t/groups/g/services/trunk_groups/T%201/backup")
	}
	for _, body := range []string{`{}`, `{"mode":[]}`, `{"mode":"Reroute","trunk":"T"}`, `[]`, `{"destination":"1"}`} {
		if _, got, err := start(t, &gateway{body: body}).TrunkGroupBackup(t.Context(), "t", "g", "T"); err == nil {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

func TestAllOfABackupIsSent(t *testing.T) {
	t.Parallel()
	const held = `{"mode":"Forward","destination":"+3225550100","trunk":{"tenantId":"t","groupId":"g","name":"old"},"odd":1}`
	for what, test := range map[string]struct {
		fresh string
		to    trunkgroup.Diversion
		body  string // nothing where it is not sent
	}{
		"nowhere":           {held, trunkgroup.Diversion{}, `{"mode":"","destination":"+3225550100","trunk":{"tenantId":"t","groupId":"g","name":"old"}}`},
		"another address":   {held, trunkgroup.Diversion{Action: trunkgroup.Forward, Address: "a@b"}, `{"mode":"Forward","destination":"a@b","trunk":{"tenantId":"t","groupId":"g","name":"old"}}`},
		"a trunk group":     {held, trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "x", Name: "T"}, `{"mode":"Reroute","destination":"+3225550100","trunk":{"tenantId":"foo","groupId":"x","name":"T"}}`},
		"after nothing":     {`{"mode":null}`, trunkgroup.Diversion{Action: trunkgroup.Forward, Address: "1"}, `{"mode":"Forward","destination":"1","trunk":{"tenantId":"","groupId":"","name":""}}`},
		"another mode":      {held, trunkgroup.Diversion{Action: "Sing"}, ""},
		"after no document": {`[`, trunkgroup.Diversion{}, ""},
	} {
		body, err := BackupBody("foo", apiclient.Document{Raw: []byte(test.fresh)}, test.to)
		if string(body) != test.body || (err == nil) != (test.body != "") {
			t.Errorf("%s: %s, %v; want %s", what, body, err, test.body)
		}
	}
}

func TestABackupIsChangedOnThePlatform(t *testing.T) {
	t.Parallel()
	platform, client := writer(t, simulator.Options{})
	ctx := t.Context()
	document, before, err := client.TrunkGroupBackup(ctx, "AlpenBank", "AB-CC", "CC-In")
	ok(t, err)
	want := trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "AB-HQ", Name: "SIP-HQ-A"}
	ok(t, client.PutTrunkGroupBackup(ctx, "AlpenBank", "AB-CC", "CC-In", document, want))
	_, after, err := client.TrunkGroupBackup(ctx, "AlpenBank", "AB-CC", "CC-In")
	if err != nil || before == after || after != want {
		t.Errorf("%+v, then %+v: %v", before, after, err)
	}
	const body = `{"mode":"Reroute","destination":"","trunk":{"tenantId":"AlpenBank","groupId":"AB-HQ","name":"SIP-HQ-A"}}`
	if writes := platform.Writes(); len(writes) != 1 || writes[0].Body != body || strings.HasSuffix(writes[0].Path, "/") {
		t.Errorf("%+v", writes)
	}
	bad := trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: "AB-HQ", Name: "none"}
	if problem := problemOf(t, client.PutTrunkGroupBackup(ctx, "AlpenBank", "AB-CC", "CC-In", document, bad)); problem.Number != 5126 || problem.MayHaveApplied() {
		t.Error(problem)
	}
}

// Only the platform itself says that it has no backup; what is down or in front of it says nothing.
func TestAServerWithoutBackupsRefusesThem(t *testing.T) {
	t.Parallel()
	_, client := writer(t, simulator.Options{Backup: simulator.BackupAbsent})
	_, _, err := client.TrunkGroupBackup(t.Context(), "AlpenBank", "AB-CC", "CC-In")
	if problem := problemOf(t, err); !problem.Own || !errors.Is(err, apiclient.ErrNotFound) || problem.Status != http.StatusNotFound {
		t.Error(err)
	}
}
