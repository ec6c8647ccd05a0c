package wire

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// maxCount is the largest number that every JSON reader agrees on.
const maxCount = 1 << 53

var (
	errNotNumber = errors.New("is not a number")
	errNegative  = errors.New("is below zero")
	errFraction  = errors.New("is not a whole number")
	errTooLarge  = errors.New("is too large")
)

// parseCount reads a whole number of zero or more, in any spelling that JSON has
// for it: 5, 5.0 and 5e0 are the same. It is exact where a float would round.
func parseCount(literal string) (int, error) {
	literal = strings.TrimSpace(literal)
	if strings.Trim(literal, "0123456789") == "" && literal != "" {
		return inRange(literal)
	}
	if _, err := strconv.ParseFloat(literal, 64); err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, errNotNumber
	}
	if strings.Trim(literal, "+-0123456789.eE") != "" {
		return 0, errNotNumber // NaN, Inf, hexadecimal and underscores, which ParseFloat knows
	}
	negative := strings.HasPrefix(literal, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToLower(strings.TrimLeft(literal, "+-")), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, nil
	}
	if negative {
		return 0, errNegative
	}
	shift, err := strconv.Atoi(cmp.Or(exponent, "0"))
	if err != nil || shift > len(fraction)+32 {
		return 0, errTooLarge
	}
	return scale(digits, shift-len(fraction))
}

// scale returns digits times ten to the power of shift.
func scale(digits string, shift int) (int, error) {
	if shift >= 0 {
		return inRange(digits + strings.Repeat("0", shift))
	}
	point := max(0, len(digits)+shift)
	if strings.Trim(digits[point:], "0") != "" {
		return 0, errFraction
	}
	return inRange("0" + digits[:point])
}

func inRange(digits string) (int, error) {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > maxCount {
		return 0, errTooLarge
	}
	return int(n), nil
}
