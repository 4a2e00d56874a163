# The few commands of a checkout; `make help` lists them. ARGS is passed on: make run ARGS="--port 9000 --keep"
SHELL := /bin/sh
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run up host setup test prove mutate check bench doctor clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

run: ## Set everything up and run the platform with the demo event
	@bin/setup run
	@exec bin/with-engine $(PYTHON) manage.py up --demo $(ARGS)

up: ## Set everything up and run the platform for a day of your own
	@bin/setup run
	@exec bin/with-engine $(PYTHON) manage.py up $(ARGS)

host: ## Let this machine carry sandboxes for a platform elsewhere (ARGS=the address that `manage.py host invite` prints)
	@bin/setup run
	@exec bin/with-engine $(PYTHON) manage.py host serve $(ARGS)

setup: ## Install what is missing, nothing more
	@bin/setup run

test: ## Set everything up and run every check and test
	@bin/setup test
	@exec bin/with-engine $(PYTHON) bin/test $(ARGS)

prove: export GAMEDAY_SCENARIO_FOLDERS := scenarios/examples
prove: ## Prove the scenarios whose record is stale and record them (ALL=1: all anew; ARGS=slug: that one)
	@bin/setup test
	@exec bin/with-engine $(PYTHON) bin/test --only \
	    $(PYTHON) manage.py scenario prove --record $(or $(ARGS),$(if $(ALL),--all,--stale))

mutate: ## Spoil the rules, the ledger, the moves and the draw in small ways: do tests notice? (ARGS='scoring.rules.*')
	@bin/setup mutate
	@exec $(PYTHON) bin/test --only .venv/bin/mutmut run --max-children 1 $(ARGS)

check: ## Lint, types, imports and migrations, without tests
	@bin/setup check
	@exec $(PYTHON) bin/test --checks-only

bench: ## Measure speed and memory
	@bin/setup test
	@exec bin/with-engine $(PYTHON) bin/test --only $(PYTHON) -m bench $(ARGS)

doctor: ## Say what is fine on this machine and what to do about the rest
	@bin/with-engine $(PYTHON) manage.py doctor $(ARGS)

clean: ## Take this checkout's sandboxes and what was generated away (not the data in var/)
	@if [ -x $(PYTHON) ]; then \
	   eval "$$($(PYTHON) -m gameday.env_file)"; \
	   [ -z "$$GAMEDAY_INSTALLATION" ] || $(PYTHON) -m scenarios.sandbox.docker.cleaning "$$GAMEDAY_INSTALLATION" || true; \
	 fi
	rm -rf .venv node_modules static/built staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache mutants
