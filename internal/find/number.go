package find

import (
	"slices"
	"strings"
)

// Number is a phone number: the code of its country without +, empty where that is not known, and
// the digits after it. The zero value is none.
type Number struct{ Country, National string }

// ReadNumber reads a number as a platform spells it: +CC-national, + and all digits, or the
// national digits alone (supplement 1.3). It is false for what is none.
func ReadNumber(text string) (Number, bool) {
	international, hasPlus := strings.CutPrefix(strings.TrimSpace(text), "+")
	country, national, dashed := strings.Cut(international, "-")
	switch {
	case !isDigits(strings.ReplaceAll(international, "-", "")):
		return Number{}, false
	case hasPlus && dashed:
		return Number{country, strings.ReplaceAll(national, "-", "")}, country != "" && national != ""
	case hasPlus:
		return inCountry(international)
	}
	return Number{National: strings.ReplaceAll(international, "-", "")}, true
}

// inCountry parts digits that begin with the code of a country.
func inCountry(digits string) (Number, bool) {
	code := countryOf(digits)
	if code == "" || len(digits) == len(code) {
		return Number{}, false
	}
	return Number{code, digits[len(code):]}, true
}

// countryOf returns the code of a country that digits begin with (ITU-T E.164: one digit for the
// zones 1 and 7, two for those listed, three for all others), or nothing.
func countryOf(digits string) string {
	const two = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "
	switch {
	case len(digits) < 4 || digits[0] == '0':
		return ""
	case digits[0] == '1' || digits[0] == '7':
		return digits[:1]
	case strings.Contains(two, " "+digits[:2]+" "):
		return digits[:2]
	}
	return digits[:3]
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// IsZero reports whether n is no number.
func (n Number) IsZero() bool { return n == Number{} }

// String returns +CCnational, or the national digits where the country is not known.
func (n Number) String() string {
	if n.Country == "" {
		return n.National
	}
	return "+" + n.Country + n.National
}

func (n Number) digits() string { return n.Country + n.National }

// Same reports whether both are one number, as far as their countries are known.
func (n Number) Same(other Number) bool {
	return n.National == other.National && n.agrees(other) && n.National != ""
}

func (n Number) agrees(other Number) bool {
	return n.Country == "" || other.Country == "" || n.Country == other.Country
}

// isWithin reports whether n is from first to last.
func (n Number) isWithin(first, last Number) bool {
	return n.agrees(first) && len(n.National) == len(first.National) && first.National <= n.National && n.National <= last.National
}

// countryIn is the country of all numbers whose country is known, where it is one.
func countryIn(numbers []Number) string {
	var codes []string
	for _, n := range numbers {
		if n.Country != "" && !slices.Contains(codes, n.Country) {
			codes = append(codes, n.Country)
		}
	}
	if len(codes) == 1 {
		return codes[0]
	}
	return ""
}
