package statefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
)

// ErrSum says that a text is not what was written.
var ErrSum = errors.New("its checksum is wrong: it was damaged, or changed by hand")

// A sealed object begins with its checksum, as a member like every other: what knows of none
// reads it all the same.
const (
	sealStart  = `{"sum":"`
	sealLength = len(sealStart) + 8 + 1 // eight digits and a quote
)

// Marshal returns a record as JSON, which has to be an object. Its first member is its checksum:
// that of all that follows.
func Marshal(record any) ([]byte, error) {
	object, err := json.Marshal(record)
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(object, []byte("{"))
	if !ok {
		return nil, errors.New("only a JSON object has a checksum")
	}
	if !bytes.HasPrefix(rest, []byte("}")) {
		rest = append([]byte(","), rest...)
	}
	return append(fmt.Appendf(nil, "%s%08x\"", sealStart, sum(rest)), rest...), nil
}

// Sealed reports whether a text has a checksum. The error is ErrSum.
func Sealed(text []byte) (bool, error) {
	if len(text) < sealLength || !bytes.HasPrefix(text, []byte(sealStart)) {
		return false, nil
	}
	if want := fmt.Appendf(nil, "%08x\"", sum(text[sealLength:])); !bytes.Equal(text[len(sealStart):sealLength], want) {
		return true, ErrSum
	}
	return true, nil
}

// sum is the checksum of Castagnoli, for which processors have an instruction.
func sum(text []byte) uint32 { return crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)) }
