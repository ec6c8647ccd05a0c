package simulator

import (
	"encoding/json"
	"fmt"
	"slices"

	"banyan/internal/routing"
)

// heldTrunk is an enterprise trunk with the document that the API shows of it,
// which may have fields that nobody knows.
type heldTrunk struct {
	routing.Trunk
	document rawObject
}

// trunks returns a tenant's enterprise trunks in their order.
func (w *world) trunks(tenantID string) []heldTrunk {
	w.mu.RLock()
	list, edited := w.edited[tenantID]
	w.mu.RUnlock()
	s, _, ok := w.source(tenantID)
	if edited || !ok {
		return list
	}
	for _, t := range s.trunks(tenantID) {
		list = append(list, heldTrunk{Trunk: t, document: w.documentOf(t)})
	}
	return list
}

func (w *world) trunk(tenantID, name string) (heldTrunk, bool) {
	list := w.trunks(tenantID)
	if i := indexOfTrunk(list, name); i >= 0 {
		return list[i], true
	}
	return heldTrunk{}, false
}

// documentOf is a trunk as the API shows it when it has no unknown fields.
func (w *world) documentOf(t routing.Trunk) rawObject {
	data, err := json.Marshal(newAPIOTrunk(t))
	if err != nil {
		return nil
	}
	document, err := parseRaw(data)
	if err != nil {
		return nil
	}
	if w.forwardAddress {
		for i := range document {
			if document[i].name == destination {
				document[i].name = forwardAddress
			}
		}
	}
	return document
}

// putTrunk replaces the enterprise trunk of that name, or adds one. Fields that
// nobody knows stay.
func (w *world) putTrunk(tenantID string, t routing.Trunk) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	held := heldTrunk{Trunk: t, document: w.documentOf(t)}
	if old, ok := w.trunk(tenantID, t.Name); ok {
		for _, m := range old.document {
			if !slices.Contains(trunkFieldNames(), m.name) {
				held.document = append(held.document, m)
			}
		}
	}
	return w.putHeld(tenantID, held)
}

func (w *world) putDocument(tenantID, name string, data []byte) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	document, err := parseRaw(data)
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: the document %w", name, err)
	}
	t, err := decodeTrunk(name, document)
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", name, err)
	}
	return w.putHeld(tenantID, heldTrunk{Trunk: t, document: document})
}

func (w *world) putHeld(tenantID string, t heldTrunk) error {
	owner, ok := w.tenant(tenantID)
	if !ok || owner.Type != enterprise {
		return fmt.Errorf("put enterprise trunk %q: no enterprise %q", t.Name, tenantID)
	}
	if err := w.checkTrunk(tenantID, t.Trunk); err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", t.Name, err)
	}
	w.store(tenantID, t.Name, t)
	return nil
}

// store replaces the enterprise trunk called name by t, or adds it at the end.
func (w *world) store(tenantID, name string, t heldTrunk) {
	list := slices.Clone(w.trunks(tenantID))
	if i := indexOfTrunk(list, name); i >= 0 {
		list[i] = t
	} else {
		list = append(list, t)
	}
	w.setTrunks(tenantID, list)
}

// deleteTrunk reports whether there was an enterprise trunk of that name.
func (w *world) deleteTrunk(tenantID, name string) bool {
	w.writing.Lock()
	defer w.writing.Unlock()
	return w.remove(tenantID, name)
}

func (w *world) remove(tenantID, name string) bool {
	list := slices.Clone(w.trunks(tenantID))
	i := indexOfTrunk(list, name)
	if i < 0 {
		return false
	}
	w.setTrunks(tenantID, slices.Delete(list, i, i+1))
	return true
}

func (w *world) setTrunks(tenantID string, list []heldTrunk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.edited[tenantID] = list
}

func indexOfTrunk(list []heldTrunk, name string) int {
	return slices.IndexFunc(list, func(t heldTrunk) bool { return t.Name == name })
}
