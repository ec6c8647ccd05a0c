package views

import (
	"errors"

	"banyan/apiclient"
)

// isNoAccess reports whether err says that the account lacks a right.
func isNoAccess(err error) bool {
	var failed *apiclient.Error
	return errors.As(err, &failed) && (failed.Kind == apiclient.Forbidden || failed.Kind == apiclient.Unauthorized)
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
