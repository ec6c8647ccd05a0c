package wire

import "banyan/capacity"

// Licence reads what the services of a group, or those that the groups of a tenant may have, tell of the one that trunk
// groups need (supplement 7). NameKey is where a service has its name.
func Licence(r Record, nameKey string, read func(Record) capacity.Licence) (out capacity.Licence) {
	const list, name = "groupServices", "Trunk Group"
	services, ok := r.Get(list)
	if !ok {
		r.Fail(list, ErrMissing)
		return out
	}
	for _, service := range Each(r, list, services, func(r Record) Record { return r }) {
		if service.Optional(nameKey) == name {
			out = read(service)
		}
	}
	return out
}
