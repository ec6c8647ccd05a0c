package change

import (
	"slices"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Targets returns what opens the subjects of one host in one dialect.
func Targets(host, dialect string, api API) Open {
	host = CanonicalHost(host)
	return func(s Subject) (Target, bool) {
		if CanonicalHost(s.Host) != host || s.Dialect != dialect {
			return nil, false
		}
		switch s.Kind {
		case EnterpriseTrunk:
			return trunkTarget{api: api, subject: s}, true
		case TrunkGroup:
			return trunkGroupTarget{api: api, subject: s}, true
		case TrunkGroupBackup:
			backups, ok := api.(Backups)
			return backupTarget{figures{api: api, subject: s}, backups}, ok
		case TenantCapacity, GroupCapacity:
			return figures{api: api, subject: s}, true
		}
		return nil, false
	}
}

// Text returns a field's value in words: a part of an enterprise trunk or a setting of a trunk
// group as its screens show it, everything else as it is. A value that was not reported is empty.
func Text(kind Kind, name, value string) string {
	if f, ours := trunkgroup.Named(name); ours && (kind == TrunkGroup || kind == TrunkGroupBackup) {
		return f.Words(value)
	}
	if kind != EnterpriseTrunk || value == "" {
		return value
	}
	var trunk routing.Trunk
	if setField(&trunk, name, value) != nil {
		return value
	}
	fields := []routing.Field{routing.Field(name)}
	switch name {
	case routesField:
		fields = []routing.Field{routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldMaxReroutesWithinPriority, routing.FieldRoutes}
	case exhaustionField:
		fields = []routing.Field{routing.FieldExhaustionAction, routing.FieldExhaustionDestination}
	}
	var texts []string
	for _, f := range fields {
		text := trunk.Text(f)
		if text != "" && f == routing.FieldMaxReroutesWithinPriority {
			text = f.Label() + " " + text
		}
		texts = append(texts, text)
	}
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), ", ")
}

// Label returns a field of an image in the words of the screens.
func Label(name string) string {
	if f, ours := trunkgroup.Named(name); ours {
		return f.Label
	}
	return routing.Field(name).Label()
}
