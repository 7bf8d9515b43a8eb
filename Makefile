# make run: start it. make test: prove it. make check: lint, types, the house. make prove: money and votes while processes are killed. make pins: pin the packages again.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check pins browser prove

run: .venv/.run
	@$(BIN)/python start.py

test: .venv/.test browser
	@$(BIN)/python -m pytest -n $${TEST_PROCESSES:-2} --dist worksteal $(ARGS)

check: .venv/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/python -m pytest tests/test_house.py

browser: .venv/.test
	@sh tests/browser.sh

prove: .venv/.test
	@$(BIN)/python bench/histories.py 60
	@$(BIN)/python bench/voting.py 200
	@$(BIN)/python bench/tally.py 1000000
	@$(BIN)/python bench/load.py 3000 60

pins: .venv/.test
	@for list in requirements requirements-dev; do $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --upgrade $$list.in -o $$list.txt; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Alongside needs Python 3.11 or newer; set PYTHON=python3.11."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing what Alongside needs (once)."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need (once)."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run
