package report_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode"

	"banyan/capacity"
	"banyan/internal/report"
)

// rows reads a CSV report back, as one map a row, by column.
func rows(t *testing.T, r report.Report) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(write(t, report.CSV, r))).ReadAll()
	noErr(t, err)
	var all []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		if len(row) != len(records[0]) {
			t.Fatalf("two columns of one name in %v", records[0])
		}
		all = append(all, row)
	}
	return all
}

func TestCSVHasARowForEveryTrunkGroupAndForWhatHasNone(t *testing.T) {
	empty := sample()
	empty.ID, empty.Groups = "Empty", nil
	r := one("ServiceProvider", sample())
	r.Tenants = append(r.Tenants, one("Enterprise", empty).Tenants...)
	var places []string
	for _, row := range rows(t, r) {
		places = append(places, row["tenantId"]+"/"+row["groupId"]+"/"+row["trunkGroupName"])
	}
	want := []string{
		"ServiceProviderID/GroupIDA/Trunk 1", "ServiceProviderID/GroupIDA/Trunk 2", "ServiceProviderID/GroupIDA/Trunk 3",
		"ServiceProviderID/GroupIDB/Trunk 1", "ServiceProviderID/GroupIDB/Trunk 2", "ServiceProviderID/GroupIDB/Trunk 3",
		"ServiceProviderID/GroupIDC/Trunk 1", "ServiceProviderID/GroupIDC/Trunk 2", "ServiceProviderID/GroupIDC/Trunk 3",
		"ServiceProviderID/GroupIDD/", "ServiceProviderID/GroupIDE/Trunk 1", "Empty//",
	}
	if !slices.Equal(places, want) {
		t.Errorf("rows of %q", places)
	}
}

func TestCSVRepeatsTheFiguresOfTheParents(t *testing.T) {
	for i, row := range rows(t, one("ServiceProvider", sample()))[:3] {
		for column, want := range map[string]string{
			"tenantMaxActiveCalls": "226", "groupsCallCapacityTotal": "114", "tenantCallCapacityDifference": "112",
			"tenantBurstingMaxActiveCalls": "18", "groupsBurstingCallCapacityTotal": "36", "tenantBurstingCallCapacityDifference": "-18",
			"groupsBurstingMaxTotal": "9", "tenantBurstingMaxDifference": "9", "tenantComplete": "true", "groupsCount": "5",
			"groupName": "Group A", "groupMaxActiveCalls": "13", "groupMaxAvailableActiveCalls": "226",
			"trunkGroupsCallCapacityTotal": "4", "groupCallCapacityDifference": "9",
			"groupBurstingMaxActiveCalls": "2", "groupBurstingMaxAvailableActiveCalls": "5",
			"trunkGroupsBurstingCallCapacityTotal": "0", "groupBurstingCallCapacityDifference": "2", "trunkGroupsCount": "3",
			"trunkGroupMaxActiveCalls": []string{"1", "1", "2"}[i],
		} {
			if row[column] != want {
				t.Errorf("row %d: %s = %q, want %q", i, column, row[column], want)
			}
		}
	}
}

func TestCSVTellsUnreadFromZeroAndFromUnlimited(t *testing.T) {
	broken, failures := partial()
	all := rows(t, one("ServiceProvider", broken, failures...))
	for _, test := range []struct {
		row          map[string]string
		column, want string
	}{
		{all[0], "groupsCallCapacityTotal", ""},
		{all[0], "tenantComplete", "false"},
		{all[1], "trunkGroupMaxActiveCalls", ""},
		{all[1], "trunkGroupErrors", "trunk group, status 500: server fault"},
		{all[3], "trunkGroupsCount", ""},
		{all[3], "groupErrors", "trunk groups: no answer within 30s"},
		{all[3], "groupMaxActiveCalls", "36"},
		{all[8], "groupAssigned", ""},
		{all[8], "groupErrors", "group capacity, status 503: unavailable"},
		{rows(t, one("", boundless()))[0], "tenantMaxActiveCalls", "unlimited"},
		{rows(t, one("", boundless()))[0], "groupCallCapacityDifference", "'-unlimited"},
	} {
		if got := test.row[test.column]; got != test.want {
			t.Errorf("%s of %s = %q, want %q", test.column, test.row["groupId"], got, test.want)
		}
	}
}

// named is a tenant whose every name is this.
func named(name string) report.Report {
	tenant, _ := hostile()
	tenant.ID, tenant.Name = name, name
	tenant.Groups = slices.Clone(tenant.Groups)
	g := &tenant.Groups[0]
	g.ID, g.Name = name, name
	g.TrunkGroups = []capacity.TrunkGroup{{Name: name, MaxActiveCalls: calls(3), BurstingMaxActiveCalls: noLimit()}}
	return one(name, tenant, report.Error{Path: []string{name}, Request: name, Error: name})
}

func TestNamesAreNoFormulas(t *testing.T) {
	for name, want := range map[string]string{
		"plain": "plain", "": "", "a=b-c": "a=b-c", "it's": "it's",
		"=1+1": "'=1+1", "+32255": "'+32255", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"  =1": "'  =1", "\u00a0=1": `\u00a0=1`, "\u3000=1": `\u3000=1`, `"=1`: `'"=1`,
		"\uff1d1": "'\uff1d1", "\uff0b1": "'\uff0b1", "\uff0d1": "'\uff0d1", "\uff201": "'\uff201",
		"a,=1": "a,'=1", "a; +1": "a;' +1", "a|@x": "a|'@x", "a,b;c": "a,b;c", ";;-": ";;'-",
		"\t=1": `\u0009=1`, "\r=1": `\u000d=1`, "\n=1": `\u000a=1`, "\u202e=1": `\u202e=1`, "\x00": `\u0000`, "\xff=1": "\ufffd=1",
	} {
		row := rows(t, named(name))[0]
		for _, column := range []string{"tenantId", "tenantName", "tenantType", "groupId", "groupName", "trunkGroupName"} {
			if row[column] != want {
				t.Errorf("%s of %+q is %+q, want %+q", column, name, row[column], want)
			}
		}
	}
}

// isNumber reports whether the cell is a figure as this program writes one.
func isNumber(cell string) bool {
	digits := strings.TrimPrefix(cell, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

func isFormulaSign(r rune) bool { return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) }

func FuzzCSV(f *testing.F) {
	for _, name := range []string{"", "x", "=1", " =1", "a,=1", "\"", "a\r\nb", "\ufeff@", "\xff", "x\u202e", "a;\"-1", "''=", "+;+", "\U000e0041"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		r := named(name)
		text := string(write(t, report.CSV, r))
		if strings.Contains(text, "\r") || strings.Count(text, "\n") != 2 {
			t.Fatalf("lines do not end with LF alone, or a cell has one: %q", text)
		}
		row := rows(t, r)[0]
		for column, cell := range row {
			figure := strings.HasSuffix(column, "Calls") || strings.HasSuffix(column, "Total") ||
				strings.HasSuffix(column, "Difference") || strings.HasSuffix(column, "Count")
			if figure && isNumber(cell) {
				continue
			}
			trimmed := strings.TrimLeftFunc(cell, unicode.IsSpace)
			for i, r := range trimmed {
				if i == 0 && isFormulaSign(r) {
					t.Errorf("%s = %+q begins a formula", column, cell)
				}
				if !unicode.IsPrint(r) && !unicode.IsSpace(r) && r != '\ufffd' {
					t.Errorf("%s = %+q hides %U", column, cell, r)
				}
			}
			for _, separator := range []string{",", ";", "|"} {
				for part := range strings.SplitSeq(cell, separator) {
					part = strings.TrimLeftFunc(part, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
					if part != "" && isFormulaSign([]rune(part)[0]) {
						t.Errorf("%s = %+q begins a formula where it is split at %s", column, cell, separator)
					}
				}
			}
		}
		if row["trunkGroupMaxActiveCalls"] != "3" || row["trunkGroupBurstingMaxActiveCalls"] != "unlimited" {
			t.Errorf("figures %q, %q", row["trunkGroupMaxActiveCalls"], row["trunkGroupBurstingMaxActiveCalls"])
		}
	})
}
