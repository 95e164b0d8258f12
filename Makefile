# Two commands: `make run` serves Gawahi on this computer, `make test` passes every check. Both do all their set-up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: run demo test bench faults audit fuzz check pytest vitest web lock clean chromium firefox postgresql proxies

PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
WEB_SOURCES := $(shell find static/src static/public static/build -type f 2>/dev/null) \
  static/index.html static/vite.config.ts static/package-lock.json server/forms/gawahi_default.json

run: .venv/run.stamp static/dist/.stamp
	$(BIN)/python -m server serve --host $(HOST) --port $(PORT) --data $(DATA)

demo: .venv/run.stamp static/dist/.stamp
	@echo "Open http://$(HOST):$(PORT)/#demo to try Gawahi with the Mastung records."
	$(BIN)/python -m server serve --host $(HOST) --port $(PORT) --data build/demo-data

test: check vitest pytest

# Fast and without a browser: style, types, import table.
check: .venv/dev.stamp static/node_modules/.stamp
	$(BIN)/ruff check server tests
	$(BIN)/ruff format --check server tests
	$(BIN)/mypy
	$(BIN)/bandit -q -c pyproject.toml -r server
	cd static && npm run --silent check && npm run --silent lint

# Some of these tests serve the app with a relay.
vitest: .venv/run.stamp static/dist/.stamp
	cd static && npm run --silent test

pytest: .venv/dev.stamp static/dist/.stamp chromium firefox postgresql proxies
	$(BIN)/pytest

# Spoilt bytes for every parser, for so long in all; the suite does the same for some seconds.
fuzz: .venv/dev.stamp
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600) $(if $(ONLY),--only "$(ONLY)")

# Looks for known holes in what we depend on. Needs the network; who cannot be asked is a failure, not a clean bill.
audit: build/audit.stamp static/node_modules/.stamp
	build/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock
	build/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock
	cd static && npm audit

build/audit.stamp:
	$(PYTHON) -m venv build/audit
	build/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	touch $@

# Some ten minutes, most of them the peers'. PARTS="push copy" or PEERS="pouchdb kinto" measures less.
bench: .venv/dev.stamp static/dist/.stamp chromium postgresql
	$(BIN)/python -m tests.bench $(if $(PARTS),--parts $(PARTS)) $(if $(PEERS),--peers $(PEERS))

# Some minutes: kill -9 at every labelled point, power cuts, full disk, bad network, lies, planted bugs. Needs Linux, a C compiler and PostgreSQL.
faults: .venv/dev.stamp static/dist/.stamp chromium postgresql
	$(BIN)/python -m tests.faults

firefox:
	@.ci/firefox

chromium:
	@.ci/chromium

postgresql:
	@.ci/postgresql

proxies:
	@.ci/proxies

web: static/dist/.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Gawahi needs Python 3.11 or newer; $(PYTHON) is older. Try: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ .venv/run.stamp

static/node_modules/.stamp: static/package-lock.json
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || { echo "Gawahi needs Node 20 or newer to build its web app."; exit 1; }
	cd static && npm ci --silent
	touch $@

static/dist/.stamp: static/node_modules/.stamp $(WEB_SOURCES)
	cd static && npm run --silent build
	touch $@

# Writes both lock files anew; needs uv.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock

clean:
	rm -rf .venv static/node_modules static/dist build
