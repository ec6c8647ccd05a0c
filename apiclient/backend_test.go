package apiclient

import (
	"errors"
	"fmt"
	"testing"
)

func TestTheFamilyOfNotAssignedIsToldByNumberOrSentence(t *testing.T) {
	t.Parallel()
	for sentence, isAssigned := range map[string]bool{
		"[Error 4410] Service is not assigned to this subscriber: Trunk Group": false,
		"[Error 4410] De dienst is niet toegewezen":                            false, // the number alone
		"Trunk Group service not assigned":                                     false,
		"Trunk Group has not been authorized":                                  false,
		"the trunk group service is not assigned to the user":                  false,
		"The Trunk Group service is not authorised for the group":              false,
		"The Trunk Group service is not authorized for the group":              false,
		"Trunk Groups are not licensed":                                        false,
		"the service 'Trunk Group' is not licenced":                            false,
		"Service Not Authorised: Trunk Group":                                  false,
		"trunking is not authorized":                                           false,
		"Service provider foo is not assigned to this administrator":           true,
		"The service provider is not authorized for Trunk Groups":              true,
		"This administrator is not authorized to see trunk groups":             true,
		"Trunk group Main is not assigned to a device":                         true,
		"The password has not been assigned":                                   true,
		"[Error 4003] Unauthorized request: ServiceNotAssigned":                true,
		"[Error 5404] Trunk Group service not authorized":                      true, // it is about who asks
	} {
		for _, status := range []int{400, 404, 409, 500} {
			err := AsNotAssigned(answered(status, fmt.Sprintf(`{"details":"%s"}`, sentence)))
			if errors.Is(err, ErrNotAssigned) == isAssigned {
				t.Errorf("%d %s: got %v", status, sentence, err)
			}
		}
		for _, status := range []int{401, 402, 403, 429, 502, 503} {
			if err := AsNotAssigned(answered(status, fmt.Sprintf(`{"details":"%s"}`, sentence))); errors.Is(err, ErrNotAssigned) {
				t.Errorf("%d %s: got %v", status, sentence, err)
			}
		}
	}
}
