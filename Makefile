# Everything a fresh machine needs is fetched here from the lock files; a second start takes seconds.
#   make run     the demo on http://127.0.0.1:8000
#   make test    every check and every test
#   make bench   measures speed on this machine
#   make screenshots   takes the README's pictures from the demo

PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK = 1
BIN := .venv/bin
# The lock files name every package there is, so nothing is left for pip to work out.
PIP := $(BIN)/python -m pip install -qq --no-deps
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
LIBS := node_modules/.installed

.PHONY: run test words bench screenshots lint types js python tools packages

run: $(RUN) $(LIBS)
	@$(BIN)/louxun migrate
	@$(BIN)/louxun demo --if-empty
	@exec $(BIN)/louxun serve

test: $(RUN) $(DEV) $(LIBS) packages lint types js python

lint:
	$(BIN)/ruff check server tests
	$(BIN)/lint-imports --no-logo
	npm run --silent lint

types:
	$(BIN)/mypy
	npm run --silent types

js:
	npm run --silent test

python:
	$(BIN)/python -m pytest -n 2

# The English catalogue brought up to the texts in the code; prints those that still want their English.
words: $(RUN) $(DEV)
	@$(BIN)/python -m tests.words

bench: $(RUN) $(DEV) $(LIBS) packages
	$(BIN)/python -m tests.bench

screenshots: $(RUN) $(DEV) $(LIBS) packages
	$(BIN)/python -m tests.browser.screenshots

# What the tests use from the system: Chromium, PostgreSQL's server programs, a Chinese font.
packages:
	@.ci/packages chromium postgresql fonts-noto-cjk

$(RUN): requirements/run.txt requirements/build.txt pyproject.toml | tools
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { echo "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing the server …"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "Installing the checks …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(LIBS): package-lock.json package.json pwa/libs.mjs | tools
	@echo "Installing the browser libraries …"
	@npm ci --silent
	@npm run --silent libs
	@touch $@

tools:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed (make PYTHON=/path/to/python3.12 names another one)."; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null || \
	  { echo "Node.js 20 or newer is needed, with npm."; exit 1; }
	@command -v npm >/dev/null || { echo "npm is needed (it comes with Node.js)."; exit 1; }
