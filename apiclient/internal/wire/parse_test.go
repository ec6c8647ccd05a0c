package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

// manyNames is an object of so many names, and one of them twice where twice.
func manyNames(n int, twice bool) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`"n%d":%d`, i, i))
	}
	if twice {
		out = append(out, fmt.Sprintf(`"n%d":0`, n/2))
	}
	return "{" + strings.Join(out, ",") + "}"
}

// FuzzWalk holds that a document is read as encoding/json reads its tokens, and that
// writing it again and reading that changes nothing.
func FuzzWalk(f *testing.F) {
	for _, text := range []string{
		`{}`, `[]`, `null`, `true`, `-1.50e+2`, `"x"`, ` { "a" : [ 1 , {"b":null} , [] ] } `, "\t[\n1\r]",
		`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a\"b":"c\\","d":"\ud83d\ude00 \ud800"}`, "{\"\xff\":\"\xff\"}",
		strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat("[", 65) + strings.Repeat("]", 65),
		manyNames(few-1, true), manyNames(few, true), manyNames(few+1, true), manyNames(200, true), manyNames(200, false),
		`{"a":`, `[1,]`, `{"a" 1}`, `1 2`, ``, ` `, "\ufeff{}", `{"n":123456789012345678901234567890.10}`, "\"\x7f\u2028\"", `"\\"`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := Parse(body)
		want, wantErr := byToken(body)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, want %v", body, err, wantErr)
		}
		if err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", body, got, want)
		}
		if json.Valid(body) && fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("%q: %v, want %v", body, err, wantErr)
		}
		written, err := got.Encode()
		if err != nil {
			return // damaged text is not written
		}
		if again, err := Parse(written); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%q: %+v, %v after it was written", body, again, err)
		}
	})
}

// byToken is Parse by the tokens of encoding/json: slower, and plain.
func byToken(body []byte) (Value, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	document, err := valueByToken(decoder, 0)
	if err != nil {
		return Value{}, fmt.Errorf("not valid JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Value{}, errors.New("something follows the JSON document")
	}
	return document, nil
}

func valueByToken(decoder *json.Decoder, depth int) (Value, error) {
	token, err := decoder.Token()
	switch token := token.(type) {
	case string:
		return TextOf(token), err
	case json.Number:
		return Value{Kind: Number, Text: token.String()}, err
	case bool:
		return BooleanOf(token), err
	case json.Delim:
		if depth >= maxDepth {
			return Value{}, fmt.Errorf("nested deeper than %d", maxDepth)
		}
		return insideByToken(decoder, token == '{', depth+1)
	}
	return Value{}, err
}

// insideByToken reads up to the closing bracket.
func insideByToken(decoder *json.Decoder, isObject bool, depth int) (Value, error) {
	out := Value{Kind: List}
	if isObject {
		out.Kind = Object
	}
	for decoder.More() {
		var name string
		if isObject {
			token, err := decoder.Token()
			if err != nil {
				return Value{}, err
			}
			name, _ = token.(string)
			if _, twice := out.Find(name); twice {
				return Value{}, fmt.Errorf("%s is there twice", quoted(name))
			}
		}
		item, err := valueByToken(decoder, depth)
		if err != nil {
			return Value{}, err
		}
		if isObject {
			out.Members = append(out.Members, Member{name, item})
		} else {
			out.Items = append(out.Items, item)
		}
	}
	_, err := decoder.Token()
	return out, err
}

func BenchmarkParse(b *testing.B) {
	text := []byte(`{"name":"tg-0001","maxActiveCalls":12,"enableBursting":true,"burstingMaxActiveCalls":2,` +
		`"accessDevice":{"deviceLevel":"Group","deviceName":"sbc-0001"},"trunkGroupState":"Available",` +
		`"capacityExceededAction":"None","users":[],"requireAuthentication":false,"invitationTimeout":6}`)
	for name, parse := range map[string]func([]byte) (Value, error){"walk": Parse, "tokens": byToken} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := parse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
