# Bijeen. "make" alone lists what there is to do; each target carries its help behind ##.
# GNU make, bash and Go 1.21 or newer (Go fetches the version that go.mod names).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# One set of flags for every build, and none that tests do not have: the SQLite driver takes a minute to compile, and another flag
# (-trimpath, tags) would compile it again. The version comes from git, or from VERSION=1.2.3 where there is no git.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS := -X main.version=$(VERSION) -X main.commit=$(COMMIT)

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

.PHONY: run
run: build ## Builds, makes demo data and serves it on http://localhost:8080
	./bin/bijeen demo

.PHONY: build
build: gcc ## Builds bin/bijeen
	go build -ldflags '$(LDFLAGS)' -o bin/bijeen ./cmd/bijeen

.PHONY: check
check: ## Formatting, static analysis, import drawing, licences, assets, known vulnerabilities
	scripts/check

.PHONY: test
test: ## The whole suite: SQLite, a real PostgreSQL, a real Chromium; installs what is missing where it may
	scripts/test

.PHONY: test-postgres
test-postgres: ## Only the second pass of the suite, on PostgreSQL
	scripts/test postgres

.PHONY: browser
browser: ## Only the packages with browser tests; pictures go to BIJEEN_SCREENSHOTS=dir
	scripts/test browser

.PHONY: pictures
pictures: ## Makes the pictures of "A meeting in ten minutes" again; look at the difference before you commit it
	npm ci --prefix browser --ignore-scripts --no-audit --no-fund
	mkdir -p doc/pictures/tour
	BIJEEN_PICTURES=$(CURDIR)/doc/pictures/tour go test ./browser -run 'TestTenMinutes$$' -count=1

.PHONY: golden
golden: ## Writes the golden files again; look at the difference before you commit it
	@packages=$$(grep -rlE --include='*_test.go' --exclude-dir=node_modules 'flag\.Bool\("update"' . | xargs -n1 dirname | sort -u); \
	set -x; go test $$packages -update

.PHONY: fuzz
fuzz: ## Fuzzes each parser for FUZZTIME (5m)
	scripts/test fuzz $(or $(FUZZTIME),5m)

.PHONY: soak
soak: gcc ## Plays CHECKS (2000) new histories of commands and mail against the rules
	go test ./models -count=1 -timeout 6h -run TestR4 -rapid.seed=0 -rapid.checks=$(or $(CHECKS),2000)

.PHONY: bench
bench: ## Measures against the bare libraries on this machine and prints a table
	@if scripts/postgres check >/dev/null 2>&1; then scripts/postgres run --durable go run ./bench; \
	else echo 'PostgreSQL is missing (sudo apt-get install postgresql): measuring SQLite alone.'; go run ./bench; fi

.PHONY: assets
assets: ## Fetches the style packages with npm and bundles static/dist again
	npm ci --prefix static --ignore-scripts --no-audit --no-fund
	go generate ./static

.PHONY: licences
licences: ## Writes LICENCES.txt: the libraries in the program, with their licences
	go run ./scripts/licences

.PHONY: clean
clean: ## Removes what was built; data under var/ stays
	rm -rf bin static/node_modules browser/node_modules

.PHONY: gcc
gcc:
	@. scripts/provide.sh; provide gcc
