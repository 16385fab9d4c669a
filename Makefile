# make run | make test | make check | make bench | make setup
#
# Each target sets up what it needs, once: a stamp file in .venv remembers which requirements
# are installed, so that a second run starts at once.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7860

VENV := .venv
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
IN := $(VENV)/bin/python
PIP := $(IN) -m pip install --quiet --disable-pip-version-check

.PHONY: help run setup dev test check bench chromium
.DELETE_ON_ERROR:

help:
	@echo "make run     start the app on http://$(HOST):$(PORT) (HOST=... PORT=... to change)"
	@echo "make setup   only install what the app needs into $(VENV)"
	@echo "make test    all tests, the one in a real browser included"
	@echo "make check   ruff, mypy and the fast tests"
	@echo "make bench   latency of each stage, model sizes, baselines"

run: $(RUN)
	@$(IN) app.py --host $(HOST) --port $(PORT)

setup: $(RUN)

dev: $(DEV)

test: $(DEV) chromium
	@$(IN) -m pytest

check: $(DEV)
	@$(IN) -m ruff check .
	@$(IN) -m ruff format --check .
	@$(IN) -m mypy
	@$(IN) -m pytest -q -m "not browser and not slow"

bench: $(DEV)
	@$(IN) -m bench

# Installs Debian packages where that needs no password; otherwise says what to type.
# $(call install,packages)
define install
	if [ "$$(id -u)" = 0 ]; then as_root=""; \
	elif sudo -n true 2>/dev/null; then as_root="sudo -n"; \
	else echo "Refrain needs $(1), and may not install it. Type:" >&2; \
	  echo "    sudo apt-get update && sudo apt-get install $(1)" >&2; exit 1; fi; \
	command -v apt-get >/dev/null || \
	  { echo "Refrain needs $(1). Install it with your system's package manager." >&2; exit 1; }; \
	echo "Installing $(1) with apt-get ..." >&2; \
	{ $$as_root apt-get update -qq && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $(1) >/dev/null; } || \
	  { echo "That failed. Type: sudo apt-get install $(1)" >&2; exit 1; }
endef

$(IN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Refrain needs Python 3.11 or newer, and \`$(PYTHON)\` is not." >&2; \
	    echo "Install it, or name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call install,python3-venv); }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)

$(RUN): requirements.txt | $(IN)
	@echo "Installing requirements.txt: about 5 GB with torch, a few minutes ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt $(RUN)
	@echo "Installing requirements-dev.txt ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

# The browser test drives a Chromium of the system: $CHROMIUM, or one on the PATH.
chromium:
	@test -n "$(CHROMIUM)" || command -v chromium >/dev/null || \
	  command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { $(call install,chromium); }
