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
	// unplaced are those of them that Odin's capacityManagement has: the document,
	// which is spelt as APIO does, has no such object.
	unplaced rawObject
}

// trunks returns an owner's enterprise trunks in their order.
func (w *world) trunks(of owner) []heldTrunk {
	w.mu.RLock()
	list, edited := w.edited[of]
	w.mu.RUnlock()
	s, _, ok := w.source(of.tenant)
	if edited || !ok {
		return list
	}
	for _, t := range s.trunks(of) {
		list = append(list, heldTrunk{Trunk: t, document: w.documentOf(t)})
	}
	return list
}

func (w *world) trunk(of owner, name string) (heldTrunk, bool) {
	list := w.trunks(of)
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
func (w *world) putTrunk(of owner, t routing.Trunk) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	held := heldTrunk{Trunk: t, document: w.documentOf(t)}
	if old, ok := w.trunk(of, t.Name); ok {
		held.unplaced = old.unplaced
		for _, m := range old.document {
			if !slices.Contains(trunkFieldNames(), m.name) {
				held.document = append(held.document, m)
			}
		}
	}
	return w.putHeld(of, held)
}

func (w *world) putDocument(of owner, name string, data []byte) error {
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
	return w.putHeld(of, heldTrunk{Trunk: t, document: document})
}

func (w *world) putHeld(of owner, t heldTrunk) error {
	err := w.checkOwner(of)
	if err == nil {
		err = w.checkTrunk(of, w.spelling(), t.Trunk)
	}
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", t.Name, err)
	}
	w.store(of, t.Name, t)
	return nil
}

// store replaces the enterprise trunk called name by t, or adds it at the end.
func (w *world) store(of owner, name string, t heldTrunk) {
	list := slices.Clone(w.trunks(of))
	if i := indexOfTrunk(list, name); i >= 0 {
		list[i] = t
	} else {
		list = append(list, t)
	}
	w.setTrunks(of, list)
}

// deleteTrunk reports whether there was an enterprise trunk of that name.
func (w *world) deleteTrunk(of owner, name string) bool {
	w.writing.Lock()
	defer w.writing.Unlock()
	return w.remove(of, name)
}

func (w *world) remove(of owner, name string) bool {
	list := slices.Clone(w.trunks(of))
	i := indexOfTrunk(list, name)
	if i < 0 {
		return false
	}
	w.setTrunks(of, slices.Delete(list, i, i+1))
	return true
}

func (w *world) setTrunks(of owner, list []heldTrunk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.edited[of] = list
}

func indexOfTrunk(list []heldTrunk, name string) int {
	return slices.IndexFunc(list, func(t heldTrunk) bool { return t.Name == name })
}
