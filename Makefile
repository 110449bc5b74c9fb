# The portal's commands: `make help` lists them. Paths are relative throughout, so that the
# folder may have any name, and programs run as modules, so that it may be moved.

VENV = .venv
PY = $(VENV)/bin/python
PIP = $(PY) -m pip --disable-pip-version-check --no-input --quiet install --no-compile
TESTS ?=
BENCH ?=

# What settings ask for, for the checks that need neither a server nor a secret.
FILLER = not-a-secret-but-as-long-as-one-and-of-many-letters-0123456789-abcdefgh
NOWHERE = SECRET_KEY=$(FILLER) IDENTITY_KEY=$(FILLER)-2 DEBUG=0 \
	DATABASE_URL=postgres://localhost/none REDIS_URL=redis://localhost/0 \
	EMAIL_URL= SMS_GATEWAY_URL= ALLOWED_HOSTS=
PRODUCTION = $(NOWHERE) DEMO=0 TLS=1 ALLOWED_HOSTS=portal.example.org SITE_URL=https://portal.example.org
TEMPLATES = find templates */templates portal/*/templates -name '*.html' -print0 2>/dev/null

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test check bench messages clean browser gettext

help:
	@echo 'make run       start the portal on http://localhost:8000 (PORT, DATABASE_URL, REDIS_URL, VAR_DIR)'
	@echo 'make test      run all tests (TESTS="scheduling -k hold" runs some)'
	@echo 'make check     lint, types, imports, migrations, deployment, translations, templates'
	@echo 'make bench     run the benchmarks (BENCH=page runs one)'
	@echo 'make messages  collect the words to translate, and compile the catalogues'
	@echo 'make clean     remove what can be made again; data in var/ stay'

run: $(VENV)/run.stamp
	@exec $(PY) -m portal.local --with-parent

test: $(VENV)/dev.stamp browser
	@$(PY) -m pytest -n 3 --dist worksteal $(TESTS)

check: $(VENV)/dev.stamp gettext
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@$(NOWHERE) DEMO=1 $(PY) -m mypy .
	@$(PY) -c 'from importlinter.cli import lint_imports_command as check; check()'
	$(PY) manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(NOWHERE) DEMO=1 $(PY) manage.py check_translations
	@$(TEMPLATES) | xargs -0 $(VENV)/bin/djade --check
	@$(TEMPLATES) | xargs -0 $(PY) -m djhtml --check
	@echo 'Everything that can be checked without running it is in order.'

bench: $(VENV)/dev.stamp
	@$(PY) -m bench $(BENCH)

messages: $(VENV)/dev.stamp gettext
	@$(NOWHERE) DEMO=1 $(PY) manage.py messages

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment, and what is in it. A stamp is as new as the files it stands for.
# Python compiles what it reads on first use (--no-compile), which is a tenth of what is there,
# and keeps it, whatever the shell says: a start would take a second more each time.
unexport PYTHONDONTWRITEBYTECODE

$(PY):
	@found=; for name in $(PYTHON) python3 python3.11 python3.12 python3.13 python3.14; do \
	    $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	    found=$$name; \
	    $$name -c 'import ensurepip, venv' >/dev/null 2>&1 || continue; \
	    echo "Making a Python environment in $(VENV) with $$($$name --version) …"; \
	    exec $$name -m venv $(VENV); \
	done; \
	if [ -n "$$found" ]; then \
	    echo "$$found lacks its venv module: install it (on Debian: apt-get install python3-venv), then start again." >&2; \
	else \
	    echo 'The portal needs Python 3.11 or newer and found none: install it (on Debian: apt-get install python3 python3-venv), or name one with PYTHON=/path/to/python3.' >&2; \
	fi; exit 1

NOT_INSTALLED = echo 'The packages could not be installed, for the reason that pip gives above: \
	see that the network and the disk are in order, then start again.' >&2; exit 1

$(VENV)/run.stamp: $(PY) requirements.txt portal/local/requirements.txt
	@echo 'Installing what the portal needs …'
	@# Some machines have no wheels of the servers: `make run` then says what to do, unless servers are given.
	@if $(PIP) -r requirements.txt -r portal/local/requirements.txt; then touch $@; \
	elif ! $(PIP) -r requirements.txt; then $(NOT_INSTALLED); fi

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	@echo 'Installing what tests and checks need …'
	@$(PIP) -r requirements-dev.txt || { $(NOT_INSTALLED); }
	@touch $@

# Programs that pip cannot install: Debian's, if we are root and may.

# $(call debian,package,a program of it that is sought,another …)
debian = for name in $(2) $(3) $(4); do command -v $$name >/dev/null && exit; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'Installing Debian'"'"'s $(1) …'; \
	    apt-get update -qq </dev/null && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $(1) </dev/null >/dev/null; \
	else false; fi

# Without its window Chromium is three times as quick; what comes to a device, only the whole one shows.
browser:
	@($(call debian,chromium,chromium,chromium-browser,google-chrome)) || { \
	    echo '!!! No Chromium: THE BROWSER TESTS WILL NOT RUN. Install it (on Debian: apt-get install chromium).' >&2; }
	@($(call debian,chromium-headless-shell,chromium-headless-shell)) || true

gettext:
	@$(call debian,gettext,msgmerge) || { \
	    echo 'Translations cannot be checked without GNU gettext: install it (on Debian: apt-get install gettext).' >&2; exit 1; }
