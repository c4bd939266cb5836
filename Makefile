# iHR: `make run` for the product, `make test` for the tests, `make help` for the rest.
# Everything that these put on the machine lies in .venv and in IHR_HOME (.ihr).

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
IHR := $(VENV)/bin/ihr
PIP := $(PY) -m pip --disable-pip-version-check --no-input
AGENTS := tests/clients/agents

# A download cache outside the checkout would outlive it; whoever wants one names it.
ifndef PIP_CACHE_DIR
export PIP_NO_CACHE_DIR := 1
endif
export PYTHONUNBUFFERED := 1

# Two installers in one environment would trip over each other.
.NOTPARALLEL:

# Stamps: a file newer than what it was made from means that there is nothing to do.
RUNTIME := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
PROJECT := $(VENV)/.installed-ihr
NODE_MODULES := $(patsubst %,%/node_modules/.package-lock.json,$(AGENTS) web)

##@ Use it

run: setup  ## Install what is missing and serve iHR at http://127.0.0.1:8000
	@$(IHR) serve

setup: $(RUNTIME) $(PROJECT)  ## Install, fetch the models and prepare the database, without serving
	@$(IHR) models pull
	@$(IHR) db upgrade
	@$(PY) -m scripts.build_web || true

##@ Work on it

test: $(DEV) $(PROJECT) $(NODE_MODULES)  ## Install what the tests need and run every check and test
	@$(IHR) models pull --profile small
	@$(PY) -m scripts.build_web
	@$(MAKE) lint
	@echo "== tests"
	@$(PY) -m pytest --ignore tests/browser --numprocesses 2 --dist loadfile
	@echo "== browser" && $(PY) -m pytest tests/browser

lint: $(DEV) $(PROJECT) $(NODE_MODULES)  ## Only the checks: format, lint, types, imports, sizes, locks, deployment, web
	@echo "== format" && $(PY) -m ruff format --check .
	@echo "== lint" && $(PY) -m ruff check .
	@echo "== types" && $(PY) -m mypy
	@echo "== imports" && $(VENV)/bin/lint-imports --no-logo && $(PY) -m scripts.check_imports
	@echo "== files" && $(PY) -m scripts.check_tree
	@echo "== locks" && $(PY) -m scripts.check_lock
	@echo "== deployment" && $(PY) -m scripts.check_deploy dockerfiles compose workflows kubernetes
	@echo "== web" && $(PY) -m scripts.web_types --check && $(PY) -m scripts.node npm run check --prefix web --silent

types: $(DEV) $(PROJECT) $(NODE_MODULES)  ## Rewrite the web's types from the server's schema
	@$(PY) -m scripts.web_types

format: $(DEV)  ## Format the code and mend what ruff can
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: $(DEV) $(PROJECT)  ## Print the performance figures; SPEECH=DIR names a folder of recordings
	@$(IHR) models pull
	@$(PY) -m benchmarks $(if $(SPEECH),--speech "$(SPEECH)")

soak: $(DEV) $(PROJECT)  ## An hour of interviews, to see that memory stays flat; MINUTES=60, SPEECH=DIR
	@$(IHR) models pull
	@$(PY) -m benchmarks.memory --minutes $(or $(MINUTES),60) $(if $(SPEECH),--speech "$(SPEECH)")

##@ Ship it

wheel: $(RUNTIME) $(PROJECT)  ## Build a wheel that carries the pages, into dist
	@$(PY) -m scripts.build_web
	@$(VENV)/bin/hatchling build -t wheel -d dist

deploy: packages  ## Check the files that iHR is deployed with (docs/deployment.md says with what)
	@$(PY) -m scripts.check_deploy

images: packages  ## Build and start the images without Docker; as root, with buildah and debootstrap
	@$(PY) -m scripts.check_images

packages: $(DEV) $(PROJECT)  ## Install the packages alone: no weights, no web, no database

##@ Look after it

lock:  ## Rewrite the lock files from pyproject.toml; UPGRADE=1 takes the newest versions
	@sh scripts/lock.sh $(if $(UPGRADE),--upgrade)

help:  ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(PY):
	@python=$$(sh scripts/find_python.sh) || exit 1; \
		echo "Making $(VENV) with $$($$python --version)"; \
		"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements.lock | $(PY)
	@echo "Installing the Python packages that iHR needs: some minutes, about 1.2 GB on disk"
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(PY)
	@echo "Installing the Python packages that iHR and its tests need: some minutes"
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $(RUNTIME) $@

# The build tools come from the lock, so this step fetches nothing.
$(PROJECT): pyproject.toml | $(PY)
	@$(PIP) install --quiet --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(NODE_MODULES): %/node_modules/.package-lock.json: %/package-lock.json | $(DEV)
	@echo "Installing the Node packages of $*"
	@$(PY) -m scripts.node npm ci --prefix $*
	@touch $@

.PHONY: run setup test lint types format bench soak wheel deploy images packages lock help
