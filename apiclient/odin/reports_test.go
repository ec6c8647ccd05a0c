package odin

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"banyan/capacity"
)

// row is a trunk group of the stub in a report. Bursting is that of T1, as a member.
func row(group, name, bursting string) string {
	calls := map[string]int{"A": 2, "B": 6}[group]
	return fmt.Sprintf(`{"serviceProviderId":"sp","groupId":%q,"name":%q,"maxActiveCalls":%d,"maxIncomingCalls":null,"maxOutgoingCalls":null,"enableBursting":%v%s}`,
		group, name, calls, name == "T1", bursting)
}

// rowsOf are all trunk groups of a group of the stub.
func rowsOf(group string) []string {
	return []string{row(group, "T1", `,"burstingMaxActiveCalls":2`), row(group, "T2", ""), row(group, "T3", "")}
}

// fullReport is the report of the stub with these trunk groups. Usage is how many it counts.
func fullReport(usage string, rows ...string) string {
	group := func(id string, calls, bursting int) string {
		return strings.Replace(groupInReport(id, true, figures(calls, bursting)), `"assigned":true`, `"assigned":true`+usage, 1)
	}
	return withRows(report(own, group("A", 10, 2), group("B", 20, 4)), rows...)
}

func withRows(report string, rows ...string) string {
	return strings.TrimSuffix(report, "}") + `,"groupTrunkGroupDetails":[` + strings.Join(rows, ",") + `]}`
}

// asks returns what was asked for beside tokens, each once and sorted.
func (s *stub) asks() []string {
	keys := slices.DeleteFunc(slices.Clone(s.asked), func(key string) bool { return key == "token" })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// What a report has of trunk groups is taken where it is whole, and asked for where it is not.
func TestTrunkGroupsOfAReportAreTakenWhereTheyAreWhole(t *testing.T) {
	all := slices.Concat(rowsOf("A"), rowsOf("B"))
	without := func(key string) []string {
		return append([]string{strings.Replace(all[0], key, `"x"`, 1)}, all[1:]...)
	}
	const t1 = "trunk-groups A T1"
	singleA := []string{"trunk-groups A", t1, "trunk-groups A T2", "trunk-groups A T3"}
	for what, test := range map[string]struct {
		report string
		asked  []string // beside the report
	}{
		"all of it":                          {fullReport(`,"usage":3`, all...), nil},
		"numbers as text":                    {fullReport(`,"usage":"3"`, strings.ReplaceAll(strings.Join(all, ","), `:2`, `:"2"`)), nil},
		"without a count":                    {fullReport("", all...), nil},
		"of unknown keys":                    {strings.Replace(fullReport(`,"usage":3`, all...), `"groups"`, `"total":6,"offset":0,"errors":[],"anything":{"a":1},"groups"`, 1), nil},
		"without bursting calls":             {fullReport(`,"usage":3`, append([]string{row("A", "T1", "")}, all[1:]...)...), []string{t1}},
		"without calls":                      {fullReport(`,"usage":3`, without(`"maxActiveCalls"`)...), []string{t1}},
		"calls that cannot be read":          {fullReport(`,"usage":3`, append([]string{strings.Replace(all[0], ":2", ":[]", 1)}, all[1:]...)...), []string{t1}},
		"without incoming calls":             {fullReport(`,"usage":3`, without(`"maxIncomingCalls"`)...), []string{t1}},
		"without outgoing calls":             {fullReport(`,"usage":3`, without(`"maxOutgoingCalls"`)...), []string{t1}},
		"without whether bursting is on":     {fullReport(`,"usage":3`, without(`"enableBursting"`)...), []string{t1}},
		"none of a group that nobody counts": {fullReport("", rowsOf("B")...), singleA},
		"no groups beside them": {
			strings.Replace(fullReport("", all...), `"groups"`, `"others"`, 1), []string{"groups", "call-capacity A", "call-capacity B"},
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := &stub{reports: true}
			got := s.read(t, map[string]string{reportKey: test.report})
			long := &stub{}
			want := long.read(t, nil)
			for i, g := range limitsOf(got.Breakdown).Groups {
				g.Group.Name = limitsOf(want.Breakdown).Groups[i].Group.Name // which the list does not have
				if !reflect.DeepEqual(g, limitsOf(want.Breakdown).Groups[i]) {
					t.Errorf("%+v\n%+v", g, limitsOf(want.Breakdown).Groups[i])
				}
			}
			if !got.Breakdown.Complete || len(got.Failures) != 0 {
				t.Errorf("%+v, %v", got.Breakdown, got.Failures)
			}
			if asked := slices.Sorted(slices.Values(append(test.asked, reportKey))); !slices.Equal(s.asks(), asked) {
				t.Errorf("asked %v, want %v", s.asks(), asked)
			}
			if !got.Source.Report || got.Source.Unused != nil {
				t.Errorf("source %+v", got.Source)
			}
		})
	}
}

// A report that contradicts itself, or that fails, is not used at all: the long way is gone,
// and it is said why.
func TestAReportOfNoUseIsReplacedByTheLongWayAndItIsSaidWhy(t *testing.T) {
	t.Parallel()
	all := slices.Concat(rowsOf("A"), rowsOf("B"))
	whole := fullReport(`,"usage":3`, all...)
	for what, test := range map[string]struct{ report, why string }{
		"a trunk group twice":           {fullReport("", append(all, all[0])...), `of group "A" twice`},
		"of a group that is not there":  {fullReport("", append(all, row("C", "T1", ""))...), "groupTrunkGroupDetails has 1 of groups that are not among the groups"},
		"fewer than it counts":          {fullReport(`,"usage":3`, all[1:]...), `has 2 of group "A", where 3 are counted`},
		"more than it counts":           {fullReport(`,"usage":2`, all...), `has 3 of group "A", where 2 are counted`},
		"some of what is not assigned":  {withRows(report(own, groupInReport("A", false, "null"), groupInReport("B", true, figures(20, 4))), all...), `has 3 of group "A", where 0 are counted`},
		"a trunk group without a name":  {fullReport("", `{"groupId":"A"}`), "groupTrunkGroupDetails[0].name is missing"},
		"a trunk group without a group": {fullReport("", `{"name":"T1"}`), "groupTrunkGroupDetails[0].groupId is missing"},
		"of another tenant":             {fullReport("", strings.Replace(all[0], `"sp"`, `"other"`, 1)), `is "other" where "sp" was asked for`},
		"no list":                       {strings.Replace(whole, `"groupTrunkGroupDetails":[`, `"groupTrunkGroupDetails":{},"x":[`, 1), "groupTrunkGroupDetails is an object instead of a list"},
		"a part of a list":              {strings.Replace(whole, `"groups"`, `"total":40,"groups"`, 1), "total is 40, where there are 2 groups and 6 trunk groups"},
		"cut short":                     {strings.Replace(whole, `"groups"`, `"truncated":true,"groups"`, 1), "truncated says that this is not the whole report"},
		"with a fault":                  {strings.Replace(whole, `"groups"`, `"errors":["A failed"],"groups"`, 1), "errors says that this is not the whole report"},
		"an outage of its own":          {`503 <html>`, "503"},
		"a gateway that gave up":        {`504 {}`, "504"},
		"a fault of the server":         {`500 {"details":"oops"}`, "oops"},
		"a refusal":                     {`400 {"details":"not today"}`, "not today"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &stub{reports: true}
				got := s.read(t, map[string]string{reportKey: test.report})
				want := (&stub{}).read(t, nil)
				if !reflect.DeepEqual(got.Breakdown, want.Breakdown) || len(got.Failures) != 0 {
					t.Errorf("%+v\n%+v, %v", got.Breakdown, want.Breakdown, got.Failures)
				}
				if single := want.Requests.Done; got.Requests.Done != single+1 || got.Requests.Known != single+1 {
					t.Errorf("counted %+v, want %d", got.Requests, single+1)
				}
				if got.Source.Report || got.Source.Unused == nil || !strings.Contains(got.Source.Unused.Error(), test.why) {
					t.Errorf("source %+v", got.Source)
				}
			})
		})
	}
	t.Run("of a group that the list of groups lacks", func(t *testing.T) {
		t.Parallel()
		s := &stub{reports: true}
		got := s.read(t, map[string]string{reportKey: strings.Replace(fullReport("", append(all, row("C", "T1", ""))...), `"groups"`, `"others"`, 1)})
		if !got.Breakdown.Complete || got.Source.Unused == nil || got.Breakdown.StatesUnread != 0 {
			t.Errorf("%+v, source %+v", got.Breakdown, got.Source)
		}
	})
}

// Where everything is down, the long way is too: nothing is zero, and everything has its cause.
func TestAnOutageIsNoFigureWithAReportEither(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const down = `503 {}`
		s := &stub{reports: true}
		got := s.read(t, map[string]string{reportKey: down, ownKey: down, "groups": down})
		if got.Breakdown.Tenant.MaxActiveCalls.IsRead() || got.Breakdown.Tenant.GroupsListed || len(got.Failures) != 2 || got.Source.Unused == nil {
			t.Errorf("%+v, %v, %+v", got.Breakdown.Tenant, got.Failures, got.Source)
		}
	})
}

// A group that a report tells to have no trunking is asked nothing more.
func TestAGroupThatIsNotAssignedIsNotAskedFurther(t *testing.T) {
	t.Parallel()
	for what, rows := range map[string]string{"without trunk groups": "", "with those of the others": strings.Join(rowsOf("B"), ",")} {
		answer := report(own, groupInReport("A", false, "null"), groupInReport("B", true, figures(20, 4)))
		if rows != "" {
			answer = withRows(answer, rows)
		}
		s := &stub{reports: true}
		got := s.read(t, map[string]string{reportKey: answer})
		a := got.Breakdown.Groups[0].Group
		if a.Assignment != capacity.NotAssigned || !a.TrunkGroupsListed || !got.Breakdown.Complete || len(got.Failures) != 0 {
			t.Errorf("%s: %+v, %v", what, a, got.Failures)
		}
		if slices.ContainsFunc(s.asks(), func(key string) bool { return strings.Contains(key, " A") }) {
			t.Errorf("%s: asked %v", what, s.asks())
		}
	}
}
