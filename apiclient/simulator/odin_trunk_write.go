package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// create adds an enterprise trunk from its full object.
func (o odinTrunks) create(c *call) response {
	body, refused, good := odinObject(c)
	if !good {
		return refused
	}
	of, absent, found := o.ownerAt(body.text(odinTenantKey), body.text(odinGroupKey))
	if !found {
		return absent
	}
	name := body.text(odinTrunkKey)
	if name == "" {
		return odinError(http.StatusBadRequest, odinTrunkKey+" is missing")
	}
	if _, renames := body.get(odinRename); renames {
		return odinError(http.StatusBadRequest, "unknown attribute "+odinRename)
	}
	if _, taken := o.world.trunk(of, name); taken {
		return odinTaken(name)
	}
	return o.store(http.StatusCreated, of, name, name, body)
}

// replace is a PUT: the object becomes what the body says, and has no more what the
// body does not have. Without trunkGroups it has no entries, without
// capacityManagement none is enabled.
func (o odinTrunks) replace(c *call) response {
	body, refused, good := odinObject(c)
	if !good {
		return refused
	}
	of, held, absent, found := o.trunkAt(body.text(odinTenantKey), body.text(odinGroupKey), body.text(odinTrunkKey))
	if !found {
		return absent
	}
	name := held.Name
	if _, renames := body.get(odinRename); renames {
		name = body.text(odinRename)
	}
	if _, taken := o.world.trunk(of, name); taken && name != held.Name {
		return odinTaken(name)
	}
	return o.store(http.StatusOK, of, held.Name, name, body)
}

func odinTaken(name string) response {
	return odinError(http.StatusConflict, "Enterprise trunk already exists: "+name)
}

// store checks the body and puts it in place of the trunk called old.
func (o odinTrunks) store(status int, of owner, old, name string, body rawObject) response {
	t, err := o.world.fromOdin(of, name, body)
	if err == nil {
		err = errors.Join(o.world.checkTrunk(of, odinSpelling(), t.Trunk), o.world.checkLicences(of, t.Trunk))
	}
	if err != nil {
		return odinRefusal(err)
	}
	o.world.store(of, old, t)
	return showOdinTrunk(status, of, t)
}

func odinSpelling() spelling {
	return spelling{odinTrunkKey, forwardAddress, odinManagement + ".maximumActiveCalls"}
}

// remove deletes the trunk that the query names. A client of the API reads JSON out
// of every answer, so there is some (Odin 1).
func (o odinTrunks) remove(c *call) response {
	of, t, absent, found := o.trunkAt(c.tenantID(), c.groupID(), c.query.Get(odinTrunkKey))
	if !found {
		return absent
	}
	o.world.remove(of, t.Name)
	return ok(rawObject{})
}

// putOdin replaces the enterprise trunk that the document names, or adds it.
func (w *world) putOdin(data []byte) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	body, err := parseRaw(data)
	if err != nil {
		return fmt.Errorf("put enterprise trunk: the document %w", err)
	}
	of := owner{body.text(odinTenantKey), body.text(odinGroupKey)}
	t, err := w.fromOdin(of, body.text(odinTrunkKey), body)
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", body.text(odinTrunkKey), err)
	}
	return w.putHeld(of, t)
}

// fromOdin reads a full object. The document that is kept of it has the spelling of
// the other dialect, with the members that nobody knows where they were.
func (w *world) fromOdin(of owner, name string, body rawObject) (heldTrunk, error) {
	mode, err := checkOdinBody(body)
	if err != nil {
		return heldTrunk{}, err
	}
	held := heldTrunk{document: rawObject{}}
	entries := json.RawMessage(`[]`)
	management := rawObject{{"enabled", json.RawMessage(`false`)}}
	for _, m := range body {
		switch m.name {
		case odinTenantKey, odinGroupKey, odinTrunkKey, odinRename, mode:
		case forwardAddress:
			held.document = append(held.document, rawMember{w.destination(), m.value})
		case odinEntries:
			entries = m.value
		case odinManagement:
			if management, err = parseRaw(m.value); err != nil {
				return heldTrunk{}, fmt.Errorf("%s %w", m.name, err)
			}
		case "maximumRerouteAttempts":
			held.document = append(held.document, rawMember{m.name, loose(m.value)})
		default:
			held.document = append(held.document, m)
		}
	}
	if err := held.manage(management); err != nil {
		return heldTrunk{}, err
	}
	if err := held.route(of, mode, body, entries); err != nil {
		return heldTrunk{}, err
	}
	if action := held.document.text("routeExhaustionAction"); action == "None" {
		held.document = held.document.without(destination, forwardAddress)
	}
	held.Trunk, err = decodeTrunk(name, held.document)
	return held, err
}

// manage takes capacityManagement apart.
func (t *heldTrunk) manage(management rawObject) error {
	enabled, problem := management.truth("enabled")
	if enabled == nil && problem == nil {
		problem = errors.New("enabled is missing")
	}
	if problem != nil {
		return fmt.Errorf("%s.%w", odinManagement, problem)
	}
	t.unplaced = management
	for _, pair := range managementKeys() {
		value, given := management.get(pair[0])
		if !given {
			continue
		}
		if _, err := management.number(pair[0]); err != nil && pair[0] != "enabled" {
			return fmt.Errorf("%s.%w", odinManagement, err)
		}
		t.document = append(t.document, rawMember{pair[1], loose(value)})
		t.unplaced = t.unplaced.without(pair[0])
	}
	return nil
}

// route puts the entries into the routing object, as the other dialect has them.
func (t *heldTrunk) route(of owner, mode string, body rawObject, entries json.RawMessage) error {
	given, _ := body.get(mode)
	routes, err := parseRaw(given)
	if err != nil {
		return fmt.Errorf("%s %w", mode, err)
	}
	if _, nested := routes.get(odinEntries); nested {
		return fmt.Errorf("%s.trunkGroups: trunkGroups stands at top level", mode)
	}
	if value, ok := routes.get("maximumRerouteAttemptsWithinPriority"); ok {
		routes = routes.with("maximumRerouteAttemptsWithinPriority", loose(value))
	}
	list, err := eachEntry(entries, func(entry rawObject) (rawObject, error) { return fromOdinEntry(of, mode, entry) })
	if err != nil {
		return err
	}
	value, err := routes.with("trunkGroups", list).MarshalJSON()
	t.document = append(t.document, rawMember{mode, value})
	return err
}
