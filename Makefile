# MealTrack. `make help` lists what there is; every target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PHOTO ?=
URL ?= http://127.0.0.1:8787
ENV ?= dev
WORKERS ?= 2

# Every function host and test process would read all of the source anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test clouds check unit generate format bench smoke check-terraform plan deploy rollback lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: ## Install the Python and npm packages and find the emulators
	@$(MAKE) --no-print-directory -j2 $(VENV)/.ready node_modules/.ready
	@$(BIN)/python -m local setup

demo: setup ## Watch a photo become a meal (PHOTO=path.jpg for your own)
	@$(BIN)/python -m local demo $(if $(PHOTO),--photo "$(PHOTO)")

dev: setup ## Run the whole backend on http://127.0.0.1:8787 until Ctrl-C (MEALTRACK_PORT for another port)
	@$(BIN)/python -m local dev

# The clouds leave the processors a quarter of the time: what needs no cloud is done in it (hence `nice`), and told afterwards.
test: setup ## Everything that has to pass: the tests against two local clouds and, beside them, lint, types, layers and unit tests
	@mkdir -p .local
	@nice $(MAKE) --no-print-directory check unit WORKERS=0 > .local/beside.log 2>&1 & beside=$$!; \
		trap "kill $$beside" INT TERM; \
		$(MAKE) --no-print-directory clouds; failed=$$?; \
		wait $$beside || failed=$$?; cat .local/beside.log; exit $$failed

clouds: setup ## Tests against two local clouds: functions, pipeline, rules, contract, faults and what surrounds them
	@echo "== Tests against two local clouds"
	$(BIN)/pytest -n 2 --dist worksteal -m cloud tests/functions tests/pipeline tests/rules tests/contract tests/faults tests/local tests/smoke tests/client tests/deploy

check: setup ## Lint, types, import contracts, generated files
	@echo "== Lint, types, generated files"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m local.generate --check

# Of schemathesis's tests each needs a cloud, and making their cases takes as long as a twentieth of these.
unit: setup ## Tests that need no local cloud: units, architecture, generated documents, deployment
	@echo "== Tests that need no local cloud"
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not cloud" tests --ignore tests/contract/test_live_schemathesis.py

generate: setup ## Write generated/functions.json and generated/openapi.json from the registry and the handlers
	$(BIN)/python -m local.generate

format: setup ## Format the code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: setup ## Measure: cold starts, latencies, memory, queue behaviour (minutes)
	$(BIN)/python -m bench

smoke: setup ## Drive the main job against a running stack (URL=http://127.0.0.1:8787)
	@$(BIN)/python -m deploy.smoke "$(URL)"

check-terraform: setup ## Format, validity and planned resources of the Terraform configuration
	$(BIN)/python -m deploy.check

plan: setup ## Show what deploying the present commit would change (ENV=dev or prod)
	@$(BIN)/python -m deploy plan $(ENV)

deploy: setup ## Deploy the present commit (ENV=dev or prod)
	@$(BIN)/python -m deploy apply $(ENV)

rollback: setup ## Deploy an earlier commit as it was (ENV=dev or prod, TO=commit)
	@$(BIN)/python -m deploy rollback $(ENV) --to $(TO)

lock: $(VENV)/.ready ## Resolve the pinned packages anew into requirements.txt and requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url --all-extras pyproject.toml -o requirements-dev.txt

clean: ## Remove what setup made
	rm -rf $(VENV) node_modules .local

$(VENV)/.ready: requirements-dev.txt
	@echo "Setting up Python packages in $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "MealTrack needs Python 3.11 or newer; name one with PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-dev.txt
	@touch $@

node_modules/.ready: package-lock.json
	@echo "Setting up npm packages in node_modules ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
