package apiclient

import "context"

// Purpose says what a request is for.
type Purpose string

// What requests are for.
const (
	ForScreen  Purpose = "screen"  // what the explorer shows
	ForCommand Purpose = "command" // a command without a screen
	ForScan    Purpose = "scan"    // the hotspots, also what is read again for them
	ForSave    Purpose = "save"    // a save, with what is read before and after it
	ForLogin   Purpose = "login"
)

type purposeKey struct{}

// For marks the requests of ctx with what they are for.
func For(ctx context.Context, purpose Purpose) context.Context {
	return context.WithValue(ctx, purposeKey{}, purpose)
}

func purposeOf(ctx context.Context) Purpose {
	if purpose, marked := ctx.Value(purposeKey{}).(Purpose); marked {
		return purpose
	}
	return ForScreen
}
