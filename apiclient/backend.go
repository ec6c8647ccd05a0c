package apiclient

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// What BroadWorks answers for what it does not do stands in no document that is public: the
// numbers and texts here are those that logs of live platforms and public clients show.

// The numbers that say something about who asks, and nothing of what was asked for.
const (
	invalidPassword        = 4962
	accountState           = 5202
	unauthorizedOperation  = 5404
	serviceIsNotAssigned   = 4410
	unauthorizedOrNotThere = 4003 // the right is missing, or the object is
)

// backendNumber returns the number that BroadWorks marks a sentence with, wherever the mark stands
// in the text, such as "[Error 5126] The trunk group name cannot be found", and 0 where none does.
func backendNumber(text string) int {
	if !strings.Contains(text, "[") {
		return 0
	}
	found := regexp.MustCompile(`(?i)\[Error (\d{1,9})\]`).FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	number, _ := strconv.Atoi(found[1])
	return number
}

// isStatusText reports whether a text is only a status in words, which says nothing of a cause.
func isStatusText(text string) bool {
	for status := http.StatusBadRequest; status < 600; status++ {
		if words := http.StatusText(status); words != "" && strings.EqualFold(text, words) {
			return true
		}
	}
	return false
}

// refuses reports whether the error is an answer that refuses what was asked, as the platform
// does it with any 4xx or with 500: not one that is about who asks, how often or how long, nor
// one that something in front of the platform gives.
func refuses(e *Error) bool {
	switch e.Kind {
	case NotFound, NotAssigned: // only the platform's own are
		return true
	case Refused:
		switch e.Status {
		case http.StatusPaymentRequired, http.StatusProxyAuthRequired, http.StatusRequestTimeout, http.StatusTooEarly:
			return false
		}
		return e.Own
	case ServerFault:
		return e.Own && e.Status == http.StatusInternalServerError
	}
	return false
}

// saysNotAssigned reports whether the error is of the family of answers by which BroadWorks says
// that a level has no trunking: the service is not assigned, authorised or licensed there. The
// service has to be the subject of the sentence: a service provider may not be assigned to the
// administrator who asks, nor that one authorised to see trunk groups.
func saysNotAssigned(e *Error) bool {
	text := e.Message
	for _, one := range e.Problems {
		text += "\n" + one.Text
	}
	isRefused := refuses(e) || e.Kind == Refused && e.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(text), "trunk")
	if !isRefused || e.Number == serviceIsNotAssigned {
		return isRefused
	}
	named := regexp.MustCompile(`(?i)\b(services?|trunking|trunk groups?)['"]?[:,]?\s+((is|are|was|were|has|have)\s+)?not\s+(been\s+)?(assigned|authori[sz]ed|licen[cs]ed)\b`)
	return named.MatchString(text)
}

// AsNotAssigned returns err as one of kind NotAssigned where the platform says by it, whatever
// the status, that trunking is not assigned, authorised or licensed; else as it is. It is for
// the resources that belong to a level's trunking.
func AsNotAssigned(err error) error { return WithKind(err, NotAssigned, saysNotAssigned) }
