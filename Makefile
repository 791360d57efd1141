# Everything runs in .venv, which is made when it is first needed.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
JOBS ?= auto
PIP := -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --no-deps --no-build-isolation --use-pep517 # what a lock names and nothing else
OURSELVES := $(PIP) --no-deps --no-build-isolation --editable .
COMPILED := -m infra.package.templates "$(CURDIR)/templates" # so that the first build needn't compile them
BUILDERS := locks/build.txt
NU := .venv/nu/node_modules/vnu-jar/build/dist/vnu.jar
# What the checker may say: files have no origin, so to it a page's own scripts and sheets are foreign; and JSON-LD is data, which no policy blocks.
OWN_SCRIPT := Resource violates Content Security Policy .meta tag.: external script ./_/[a-z]+\.js. blocked by .script-src. directive\.
OWN_SHEET := Resource violates Content Security Policy .meta tag.: external stylesheet ./_/below-[a-z]+[.][0-9a-f]+[.]css. blocked by .style-src. directive\.
DATA := Inline script violates Content Security Policy .meta tag.: blocked by .script-src. directive .*
# nor does it know attr() with a type (https://www.w3.org/TR/css-values-5/#attr-notation), or shapes (https://www.w3.org/TR/css-shapes-1/)
NEW := CSS: .background-color.: Parse Error.|CSS: .shape-outside.: Property .shape-outside. doesn.t exist.
ALLOWED := .*align. attribute on the .t[dh]. element is obsolete.*|$(OWN_SCRIPT)|$(OWN_SHEET)|$(DATA)|$(NEW)

# Tests of browsers and processes share the machine with whatever else runs there, so a failed test is run once more, by itself.
AGAIN := Failed tests run once more, alone. A test that passes now depends on the load of the machine: see above, and mend it.
tested = $(BIN)/pytest $(1) $(2) || { [ $$? = 1 ] && echo "$(AGAIN)" && $(BIN)/pytest $(2) --last-failed --last-failed-no-failures none; }

SECONDS ?= 30
.PHONY: release-check demo deploy-tools test thorough test-stack test-html quick lint bench histories properties fuzz attack docs lock newest

demo: .venv/demo ## the whole pipeline on this machine, with the example blog
	$(BIN)/presswork demo

deploy-tools: .venv/deploy ## what `presswork deploy` needs

test: .venv/dev lint ## everything, of what takes minutes a sample (tests/thorough.py); brings Chromium where it is missing
	@tests/bring.sh chromium || true # without it the tests of pages fail, and say how to get it; all others run
	@$(call tested,-n $(JOBS))

thorough: .venv/dev ## every case of what `make test` only samples: an hour
	THOROUGH="attack bounds browser deploying histories importers package" $(MAKE) test

test-stack: .venv/dev .venv/stack/made ## the real package and template, deployed to a local AWS: five minutes; needs Node and openssl
	@$(call tested,,tests/ministack)

test-html: .venv/dev .venv/nu ## every page of the example blog by the Nu HTML checker: needs npm, and Java
	$(BIN)/presswork build example .presswork/example --url http://localhost --now 2026-11-25T12:00
	find .presswork/example -name "*.html" -not -path "*/_/*" -print0 | xargs -0 java -jar $(NU) --Werror --filterpattern "$(ALLOWED)"

quick: .venv/dev ## the first case of each test that isn't slow: half a minute
	$(BIN)/pytest -n $(JOBS) -m "not slow" --first

lint: .venv/dev ## style, types, and which way imports go
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

release-check: .venv/dev ## build the release, or take it from DIST; try it in bare environments; TAG=v1.2.3 must be its version
	$(BIN)/python -m infra.package.release_check $(if $(DIST),--dist $(DIST)) $(TAG)

histories: .venv/dev ## ten thousand random histories, with crashes at any call
	HISTORIES=10000 $(BIN)/pytest -n $(JOBS) tests/histories

properties: .venv/dev ## what holds for every example, tried on new ones
	$(BIN)/pytest -n $(JOBS) -m hypothesis --hypothesis-profile new

fuzz: .venv/dev ## whatever anybody may write, by chance: TARGET=plain SECONDS=60 SEED=1; without them all, for half a minute each, from a new seed
	$(BIN)/python -m tests.fuzz $(if $(TARGET),"$(TARGET)") --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

attack: .venv/dev ## everything strangers and hostile authors may try, by chance, with Chromium as the judge: ATTACK=markup CASES=1000 SEED=1
	@tests/bring.sh chromium
	$(if $(ATTACK),,THOROUGH=bounds $(BIN)/pytest -n $(JOBS) tests/bounds tests/rendering/test_template_costs.py)
	$(BIN)/python -m tests.attack $(if $(ATTACK),"$(ATTACK)") $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED))

bench: .venv/dev ## what a publish, a build, a letter, a sign-up and a cold start cost, printed with the machine's description
	$(BIN)/python -m bench

docs: .venv/dev ## policies, and tables and figures of the docs, anew from the code that knows them
	$(BIN)/python -m infra.stack.access.policies
	$(BIN)/python -m docs.generate

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Presswork needs Python 3.11 or newer (python3.11, python3.12 …), and found none."; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python can't make virtual environments; on Debian: apt-get install python3-venv"; exit 1; }

.venv/demo: .venv/bin/python pyproject.toml $(BUILDERS) locks/demo.txt
	$(BIN)/python $(LOCKED) -r $(BUILDERS)
	$(BIN)/python $(LOCKED) -r locks/demo.txt
	$(BIN)/python $(OURSELVES)
	$(BIN)/python $(COMPILED)
	@touch $@

.venv/deploy: .venv/bin/python pyproject.toml $(BUILDERS) locks/deploy.txt
	$(BIN)/python $(LOCKED) -r $(BUILDERS)
	$(BIN)/python $(LOCKED) -r locks/deploy.txt
	$(BIN)/python $(OURSELVES)
	$(BIN)/python $(COMPILED)
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml $(BUILDERS) locks/dev.txt
	$(BIN)/python $(LOCKED) -r $(BUILDERS)
	$(BIN)/python $(LOCKED) -r locks/dev.txt
	$(BIN)/python $(OURSELVES)
	$(BIN)/python $(COMPILED)
	@touch $@ .venv/demo .venv/deploy

lock: .venv/dev .venv/uv/made ## all locks anew, with the newest versions; needs npm
	PATH="$(CURDIR)/.venv/uv/bin:$$PATH" $(BIN)/python -m infra.package.locking

newest: .venv/bin/python ## the tests with the newest of everything: what differs from the lock, and what a release broke
	$(BIN)/python -m venv --clear .venv/newest
	.venv/newest/bin/python $(PIP) --editable '.[dev]' # not locked: that is the question
	@tests/bring.sh chromium || true
	.venv/newest/bin/python -m infra.package.newest -n $(JOBS)

.venv/uv/made: .venv/bin/python locks/uv.txt
	$(BIN)/python -m venv .venv/uv
	.venv/uv/bin/python $(LOCKED) -r locks/uv.txt
	@touch $@

.venv/stack/made: .venv/bin/python locks/stack.txt
	$(BIN)/python -m venv .venv/stack
	.venv/stack/bin/python $(LOCKED) -r locks/stack.txt
	@touch $@

.venv/nu: .venv/bin/python locks/nu/package.json locks/nu/package-lock.json
	mkdir -p $@ && cp locks/nu/package*.json $@
	npm ci --silent --no-audit --no-fund --prefix $@
	@touch $@

# npm's clients of Micropub and IndieAuth, for tests/demo/test_clients.py
.venv/clients: .venv/bin/python locks/clients/package.json locks/clients/package-lock.json
	mkdir -p $@ && cp locks/clients/package*.json $@
	npm ci --silent --no-audit --no-fund --prefix $@
	@touch $@
