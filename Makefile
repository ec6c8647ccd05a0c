.PHONY: build test lint golden pictures bench release ci

build:
	CGO_ENABLED=0 go build -trimpath -o bin/banyan .

test:
	go test ./...

lint:
	golangci-lint run ./...

# Rewrites the golden screens of the packages that have some; look at the diff.
golden:
	go test ./ui ./views/... ./internal/report -update
	go test ./internal/e2e -run TestFirstScreens -update

# Draws the pictures of the README and of docs anew from the demo; look at them.
pictures:
	go test ./internal/e2e -run TestPicturesShow -update

bench:
	go test -run '^$$' -bench . ./...

# Binaries and packages, in dist: make release VERSION=v1.2.3
release:
	.ci/release $(VERSION)

ci:
	.ci/run
