package simulator

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// person is a user with a place, or a number that nobody has: then the UserID is empty.
type person struct {
	tenant, group string
	trunkGroup    string // empty for a hosted user
	trunkUser
}

// undashed is a number as APIO spells it: +3225550100 (supplement 1.3).
func undashed(number string) string { return strings.Replace(number, "-", "", 1) }

// national is a number as Odin spells it of a user: without the country (supplement 1.3).
func national(number string) string { return number[strings.Index(number, "-")+1:] }

// seats are generated numbers in a row with the users that have them: of a trunk group, hosted
// ones, or numbers that nobody has. They are computed whenever they are asked for. The zero
// value is none.
type seats struct {
	tenant, group int // their numbers, from 1
	first, count  int // which numbers of the world
	extension     int // of the first
	device        string
}

// Of each generated group as many numbers are those of one trunk group, of hosted users, and of
// nobody: a world of 100 tenants with 20 groups with 3 trunk groups has 100,000.
const (
	seatsOfTrunkGroup = 10
	hostedSeats       = 10
	spareSeats        = 10
)

func (s seats) numbers() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for i := range s.count {
			if !yield(generatedNumber(s.tenant, s.first+i), i) {
				return
			}
		}
	}
}

// generatedNumber is a number of the world. Tenants are of three countries in turn.
func generatedNumber(tenant, ordinal int) string {
	c := countries()[tenant%3]
	return c.code + strconv.Itoa(c.least+ordinal)
}

type country struct {
	code  string
	least int
}

func countries() [3]country {
	return [3]country{{"+1-", 6_000_000_000}, {"+32-", 470_000_000}, {"+352-", 26_000_000}}
}

func (s seats) user(i int, number string) trunkUser {
	const last = "Adams Bakker Claes Dubois Evrard Fischer Goossens Hubert Ivanov Jacobs Kowalski Lambert Maes Nowak Okafor Peeters"
	const first = "Anna Bram Chloe David Eva Femke Gilles Hanna Ilse Jan Karim Lotte Marie Noor Olivier Paul"
	names := func(of string, die int) string {
		list := strings.Fields(of)
		return list[int(roll(s.tenant, s.group, s.first+i, die)%uint64(len(list)))]
	}
	domain := makeTenant(s.tenant).DefaultDomain
	return trunkUser{
		UserID: undashed(number) + "@" + domain, LastName: names(last, 5), FirstName: names(first, 6),
		PhoneNumber: number, Extension: strconv.Itoa(s.extension + i), DeviceName: s.device,
	}
}

// users are the users that have the seats.
func (s seats) users() []trunkUser {
	var out []trunkUser
	for n, i := range s.numbers() {
		out = append(out, s.user(i, n))
	}
	return out
}

const mostExpanded = 10_000 // numbers of one range

// expanded are the numbers of a range "first - last", or one number; none where it is neither.
func expanded(text string) []string {
	first, last, isRange := strings.Cut(text, " - ")
	if !isRange {
		last = first
	}
	from, err := strconv.Atoi(national(first))
	to, wrong := strconv.Atoi(national(last))
	code := first[:len(first)-len(national(first))]
	if !isSpelt(first) || !strings.HasPrefix(last, code) || err != nil || wrong != nil ||
		len(first) != len(last) || to < from || to-from >= mostExpanded {
		return nil
	}
	var out []string
	for n := from; n <= to; n++ {
		out = append(out, code+fmt.Sprintf("%0*d", len(national(first)), n))
	}
	return out
}

// isSpelt reports whether a number is written as +CC-national.
func isSpelt(number string) bool {
	digits := func(text string, least, most int) bool {
		return len(text) >= least && len(text) <= most && strings.Trim(text, "0123456789") == ""
	}
	code, rest, _ := strings.Cut(number, "-")
	return strings.HasPrefix(code, "+") && digits(code[1:], 1, 3) && digits(rest, 4, 18)
}

// collapsed are numbers that follow one another as ranges. Spell writes one number.
func collapsed(numbers []string, spell func(string) string) (ranges [][2]string) {
	for i, n := range numbers {
		if i > 0 && follows(numbers[i-1], n) {
			ranges[len(ranges)-1][1] = spell(n)
			continue
		}
		ranges = append(ranges, [2]string{spell(n), spell(n)})
	}
	return ranges
}

func follows(before, after string) bool {
	a, err := strconv.Atoi(national(before))
	b, wrong := strconv.Atoi(national(after))
	sameCode := before[:len(before)-len(national(before))] == after[:len(after)-len(national(after))]
	return err == nil && wrong == nil && sameCode && b == a+1 && len(before) == len(after)
}

// spelt is a range as APIO spells it: "first - last", or one number.
func spelt(r [2]string) string {
	if r[0] == r[1] {
		return r[0]
	}
	return r[0] + " - " + r[1]
}
