# Needed on the machine: git, make, Python 3.11 or later with venv.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check setup fmt format lint types imports quick migrate bench messages \
	routes requirements coverage audit

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: python ## start the demonstration on http://127.0.0.1:8000 (PORT= changes it)
	@$(PYTHON) scripts/setup.py run
	@exec $(BIN)/python -m regapp.cli.run

test: setup format lint types imports ## set up what is needed and run every test (a quarter of an hour on two cores)
	$(BIN)/pytest -n auto --dist worksteal

check: setup format lint types imports quick ## the quick part: all that needs no database (under a minute)

setup: python ## make .venv with everything a developer needs
	@$(PYTHON) scripts/setup.py test

fmt: setup ## put the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .

types: setup ## mypy, strict
	$(BIN)/mypy

imports: setup ## the import contracts
	$(BIN)/lint-imports

# A folder without settings of its own is the demonstration's.
migrate: setup ## bring the database of this folder up to date
	@REGAPP_DEMO=$${REGAPP_DEMO-$$(test -n "$$REGAPP_BASE_URL"; echo $$?)} $(BIN)/flask --app wsgi db upgrade

bench: setup ## measure speed and memory (bounded, this machine only)
	$(BIN)/python -m bench.run

messages: setup ## collect the screen texts into translations/ and compile them
	$(BIN)/python -m scripts.messages

routes: setup ## write the list of every address and its door
	$(BIN)/python -m scripts.routes

coverage: setup ## every test, with the lines that no test runs
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term-missing:skip-covered

requirements: setup ## compile requirements*.in into pinned, hashed requirements*.txt
	$(BIN)/python scripts/requirements.py

audit: setup ## known weaknesses in the pinned packages (asks the network)
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

python:
	@command -v $(PYTHON) >/dev/null || { echo "regapp: Python 3.11 or later is needed ($(PYTHON) is not here)." >&2; exit 1; }

format: setup
	$(BIN)/ruff format --check --quiet . || { echo "run: make fmt" >&2; exit 1; }

lint: setup
	$(BIN)/ruff check --quiet .

quick: setup
	$(BIN)/pytest -n auto --dist worksteal -q -m "not slow and not browser and not postgres and not sqlite"
