package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/routing"
)

// exclusive lets one write be checked and done at a time.
func (a *apio) exclusive(answer func(*call) response) func(*call) response {
	return func(c *call) response {
		a.world.writing.Lock()
		defer a.world.writing.Unlock()
		return answer(c)
	}
}

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
	if _, taken := a.world.trunk(c.names[0], name); taken {
		answer := refusedBelow("enterprise trunk already exists: " + name)
		answer.status = http.StatusConflict
		return answer
	}
	document, err := merge(defaults(body), body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	return a.storeTrunk(c, http.StatusCreated, name, name, document)
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
	if _, taken := a.world.trunk(c.names[0], name); taken && name != held.Name {
		return refusedBelow("enterprise trunk already exists: " + name)
	}
	document, err := merge(held.document, body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	return a.storeTrunk(c, http.StatusOK, held.Name, name, document)
}

// storeTrunk checks the document and puts it in place of the trunk called old.
func (a *apio) storeTrunk(c *call, status int, old, name string, document rawObject) response {
	t, err := decodeTrunk(name, document)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	tenantID := c.names[0]
	if err := errors.Join(a.world.checkTrunk(tenantID, t), a.world.checkLicences(tenantID, t)); err != nil {
		return refusedAll(err)
	}
	a.world.store(tenantID, old, heldTrunk{Trunk: t, document: document})
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
	a.world.remove(c.names[0], held.Name)
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
// enterprise may carry: the page of the API quotes the sentence (APIO 8).
func (w *world) checkLicences(tenantID string, t routing.Trunk) error {
	trunking := w.trunking(tenantID)
	if trunking == nil || t.MaxActiveCalls == nil || t.CapacityManagement == nil || !*t.CapacityManagement {
		return nil
	}
	if n, limited := trunking.MaxActiveCalls.Calls(); limited && *t.MaxActiveCalls > n {
		return fmt.Errorf("Maximum active calls allowed shall not exceed the enterprise available licenses of %d.", n) //nolint:staticcheck // the backend's own sentence
	}
	return nil
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
