package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/internal/routing"
)

// refusedAll is refusedBelow with every reason.
func refusedAll(err error) response {
	nested := nestedFault{Errors: map[string]summary{}}
	for i, reason := range reasons(err) {
		nested.Errors[strconv.Itoa(i)] = summary{Summary: reason}
	}
	return gatewayFaults(http.StatusBadRequest, gatewayFault{
		Code: http.StatusBadRequest, Message: "the request was refused by the platform", Details: &nested,
	})
}

// reasons takes joined errors apart.
func reasons(err error) []string {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return []string{err.Error()}
	}
	var all []string
	for _, one := range joined.Unwrap() {
		all = append(all, reasons(one)...)
	}
	return all
}

// createTrunk adds an enterprise trunk. What the API takes for a field that is left
// out is not known (APIO 13); its examples leave out three, so there are defaults.
func (a *apio) createTrunk(c *call) response {
	if absent, found := a.enterpriseOf(c); !found {
		return absent
	}
	body, err := parseRaw(c.body)
	if err != nil {
		return gatewayError(notAnObject())
	}
	if err := a.world.checkBody(body); err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	name, given, err := nameIn(body)
	if err != nil || !given {
		return gatewayError(http.StatusBadRequest, "name is missing or is no text")
	}
	if _, taken := a.world.trunk(owner{tenant: c.names[0]}, name); taken {
		answer := refusedBelow("enterprise trunk already exists: " + name)
		answer.status = http.StatusConflict
		return answer
	}
	document, err := merge(defaults(body), body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	return a.storeTrunk(c, http.StatusCreated, heldTrunk{Trunk: routing.Trunk{Name: name}}, name, document)
}

// defaults is what a new enterprise trunk has where its body says nothing.
func defaults(body rawObject) rawObject {
	out := rawObject{
		{"routeExhaustionAction", json.RawMessage(`"None"`)},
		{"enableCapacityManagement", json.RawMessage(`false`)},
	}
	if _, ok := body.get(orderedRouting); ok {
		return out.with(orderedRouting, json.RawMessage(`{"orderingAlgorithm":"Overflow"}`))
	}
	return out.with(weightedRouting, json.RawMessage(`{"maximumRerouteAttemptsWithinPriority":1}`))
}

// changeTrunk is a PUT: fields that are not given stay, name renames.
func (a *apio) changeTrunk(c *call) response {
	held, absent, found := a.trunkOf(c)
	if !found {
		return absent
	}
	body, err := parseRaw(c.body)
	if err != nil {
		return gatewayError(notAnObject())
	}
	if err := a.world.checkBody(body); err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	name, given, err := nameIn(body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	if !given {
		name = held.Name
	}
	if _, taken := a.world.trunk(owner{tenant: c.names[0]}, name); taken && name != held.Name {
		return refusedBelow("enterprise trunk already exists: " + name)
	}
	document, err := merge(held.document, body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	return a.storeTrunk(c, http.StatusOK, held, name, document)
}

// storeTrunk checks the document and puts it in place of the old trunk.
func (a *apio) storeTrunk(c *call, status int, old heldTrunk, name string, document rawObject) response {
	t, err := decodeTrunk(name, document)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	of := owner{tenant: c.names[0]}
	if err := errors.Join(a.world.checkTrunk(of, a.world.spelling(), t), a.world.checkLicences(of, t)); err != nil {
		return refusedAll(err)
	}
	a.world.store(of, old.Name, heldTrunk{Trunk: t, document: document, unplaced: old.unplaced})
	return reply(status, document)
}

// removeTrunk wants an object for a body, as every write does (APIO 2: 416).
func (a *apio) removeTrunk(c *call) response {
	held, absent, found := a.trunkOf(c)
	if !found {
		return absent
	}
	if _, err := parseRaw(c.body); err != nil {
		return gatewayError(notAnObject())
	}
	a.world.remove(owner{tenant: c.names[0]}, held.Name)
	return ok(rawObject{})
}

func nameIn(body rawObject) (name string, given bool, err error) {
	value, given := body.get("name")
	if !given {
		return "", false, nil
	}
	if err := json.Unmarshal(value, &name); err != nil {
		return "", true, errors.New("name is no text")
	}
	return name, true, nil
}

// checkLicences holds an enterprise trunk with capacity management to what its
// owner may carry: the page of the API quotes the sentence (APIO 8).
func (w *world) checkLicences(of owner, t routing.Trunk) error {
	if t.MaxActiveCalls == nil || t.CapacityManagement == nil || !*t.CapacityManagement {
		return nil
	}
	level, most := w.licences(of)
	if n, limited := most.Calls(); limited && *t.MaxActiveCalls > n {
		return fmt.Errorf("Maximum active calls allowed shall not exceed the %s available licenses of %d.", level, n) //nolint:staticcheck // the backend's own sentence
	}
	return nil
}

// licences is what the owner of enterprise trunks may carry, and what the backend
// calls such an owner.
func (w *world) licences(of owner) (level string, most capacity.Limit) {
	if of.group != "" {
		if g, ok := w.group(of.tenant, of.group); ok && g.Trunking != nil {
			return "group", capacity.Must(g.Trunking.MaxActiveCalls)
		}
		return "group", capacity.Unlimited()
	}
	if trunking := w.trunking(of.tenant); trunking != nil {
		return "enterprise", trunking.MaxActiveCalls
	}
	return "enterprise", capacity.Unlimited()
}

// checkDestination accepts a telephone number or a SIP URI of 1 to 161 characters.
func checkDestination(field, to string) error {
	number := strings.Trim(to, "+0123456789*#-.() ") == ""
	if n := len([]rune(to)); n > 161 || (!number && !slices.ContainsFunc([]string{"@", "sip:", "sips:", "tel:"}, func(part string) bool {
		return strings.Contains(to, part)
	})) {
		return fmt.Errorf("%s %q is neither a phone number nor a SIP URI", field, to)
	}
	return nil
}
