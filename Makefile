# Everything a person does to Sightline, one word each. Needs Python 3.11 or later, make and git; the rest is fetched.

PYTHON ?= python3
BIN := .venv/bin
UV := UV_PROJECT_ENVIRONMENT=.venv VIRTUAL_ENV= $(BIN)/uv
# A stamp says what is installed, so that the second `make` of a day starts at once.
RUNTIME := .venv/.sightline-runtime
DEVELOPMENT := .venv/.sightline-development

DEMO := demo-data
DEMO_CHILDREN ?= 55000
DEMO_YEARS ?= 6
DEMO_AS_AT ?= 2026-10-31
DEMO_SEED ?= 1
DEMO_PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-deep check golden format coverage picture frontend bench lock clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sightline needs Python 3.11 or later. Name one that you have: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make environments. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet "uv>=0.8"

# --inexact leaves uv itself, and what another target installed, where they are.
$(RUNTIME): pyproject.toml uv.lock | $(BIN)/uv
	$(UV) sync --quiet --frozen --inexact --no-dev
	@touch $@

$(DEVELOPMENT): pyproject.toml uv.lock | $(BIN)/uv
	$(UV) sync --quiet --frozen --inexact --all-extras
	@touch $(RUNTIME) $@

setup: $(DEVELOPMENT)  ## fetch everything for development, Spark included

demo: $(RUNTIME)  ## a made-up council, from its extract to its scorecard, then in a browser
	@rm -rf $(DEMO)
	$(BIN)/sightline synthetic $(DEMO)/extract --children $(DEMO_CHILDREN) --years $(DEMO_YEARS) --as-at $(DEMO_AS_AT) --seed $(DEMO_SEED)
	@# What this council aims for: without targets nothing is rated.
	@mkdir -p $(DEMO)/store && cp $(DEMO)/extract/loc_target.csv $(DEMO)/store/targets.csv
	$(BIN)/sightline run $(DEMO)/extract --out $(DEMO)/out --store $(DEMO)/store --as-at $(DEMO_AS_AT)
	@# Only somebody at a terminal can stop a server: anywhere else, and with SIGHTLINE_NO_SERVE=1, the demonstration ends here.
	@if [ -t 0 ] && [ -z "$$SIGHTLINE_NO_SERVE" ]; then \
	  $(BIN)/sightline serve --demo --store $(DEMO)/store --port $(DEMO_PORT); \
	else \
	  echo "To look at it in a browser: $(BIN)/sightline serve --demo --store $(DEMO)/store"; \
	fi

test: check  ## the checks and every test but the deep ones
	$(BIN)/pytest -n auto --dist loadgroup

test-deep: check  ## every test, with many more examples: takes long
	$(BIN)/pytest -n auto --dist loadgroup -m "" --hypothesis-profile=deep

check: $(DEVELOPMENT)  ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

golden: $(DEVELOPMENT)  ## write the golden documents anew, to read the difference
	$(BIN)/python -m tests.golden.update

format: $(DEVELOPMENT)  ## put imports and layout in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(DEVELOPMENT)  ## which lines and branches no test reaches
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadgroup
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

picture:  ## draw the README's picture of the scorecard from what `make demo` left
	$(BIN)/python docs/images/draw_scorecard.py

frontend:  ## make the style sheet and scripts of the web application again; needs Node
	cd frontend && npm ci --no-audit --no-fund && npm run build

bench: $(DEVELOPMENT)  ## time it against the loop an analyst would write, on this machine
	$(BIN)/python -m benchmarks --on "$$(date +%F)"

lock: $(BIN)/uv  ## work out again which versions are installed
	$(UV) lock

clean:  ## remove what was made, but not .venv or your own store
	rm -rf $(DEMO) build dist htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
