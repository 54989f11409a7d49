# From raw/ to output/: each rule makes a file from the files it depends on.
# Works with GNU Make 3.81 and later.

python := .venv/bin/python

# Everything that is read: not retired.csv, which explains differences between editions.
# The folders too, which change when a file goes.
raw        := raw/source raw/curated $(filter-out %/retired.csv,$(wildcard raw/source/* raw/curated/*))
# What each stage is made by: the files of its rooms.
files       = $(foreach room,$(1),$(wildcard $(room) $(room)/*.*))
models     := $(call files,schemas schemas/views)
builder    := $(call files,pipeline pipeline/text pipeline/text/citations pipeline/raw pipeline/parse pipeline/parse/forms \
              pipeline/check pipeline/check/rules pipeline/publish) pipeline/commands/build.py pipeline/commands/common.py
site_maker := $(call files,pipeline/site pipeline/site/templates pipeline/site/assets pipeline/publish) \
              pipeline/commands/site.py pipeline/commands/common.py

# DuckDB for Python 3.12 and later cannot be imported from a folder with an é in its name, unless this is on, which
# Python sees to by itself in all locales but odd ones.
export PYTHONUTF8 := 1
# NumPy, which others import, would start threads for its algebra, which nothing here needs.
export OPENBLAS_NUM_THREADS := 1
# With the first, Python would not find the code; with the second, descriptions and checks would be left out.
export PYTHONSAFEPATH :=
export PYTHONOPTIMIZE :=
# Another program's Python: with these, ours finds other libraries than those of .venv or none, or waits for more to do.
unexport PYTHONHOME PYTHONPATH PYTHONPLATLIBDIR PYTHONINSPECT
# Images of containers often set it: each command would compile all libraries again, which takes longer than a build.
unexport PYTHONDONTWRITEBYTECODE

commands := build test test-all examples site serve verify pin diff query corpus citation lint lock bench mutation clean help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: $(commands) again

ifeq ($(wildcard raw/source),)
  $(error there is no raw/source here: run make in the folder of the project, or with -C and that folder)
endif

# What a command takes, and how that is written. Anything else on the command line is refused: make would pass over a
# stray word or an unknown variable, and something else than what was meant would be done, and said to be in order.
takes_verify := PACKAGE
takes_diff := OLD
takes_query := SQL
takes_corpus := TEXTS OUT WORKERS SCHEDULER
takes_serve := PORT HOST
takes_mutation := MODULES ENDING
form_verify := PACKAGE='path'
form_diff := OLD='path'
form_query := SQL='FROM partners'
form_corpus := TEXTS='folder' OUT='folder'
form_serve := PORT=8000 HOST=127.0.0.1
form_mutation := MODULES='pipeline.text.names' ENDING=7
asked := $(or $(filter $(commands),$(MAKECMDGOALS)),build)
stray := $(filter-out $(commands) .venv% build/% output/% lock-%,$(MAKECMDGOALS))
stray += $(foreach name,$(filter-out PYTHON SHELL $(foreach one,$(asked),$(takes_$(one))),$(.VARIABLES)),\
           $(if $(findstring command,$(origin $(name))),$(name)=))
ifneq ($(strip $(stray)),)
  first := $(firstword $(asked))
  remedy := $(if $(form_$(first)),write make $(first) $(form_$(first)),make help lists what there is)
  $(error «$(firstword $(stray))» is nothing that make $(first) takes: $(remedy))
endif
# Nothing is built while, or before, things are removed.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

build: output/SHA256SUMS ## make output/ from raw/

# Whether the files that a list of checksums names are as it says: yes, or nothing. With `./`, CDPATH leads nowhere else.
agree      = $(shell cd ./$(1) 2> /dev/null && { sha256sum --check --status $(2) || \
               shasum --algorithm 256 --check --status $(2); } 2> /dev/null && echo yes)

# A file may come with an older date: from a copy that keeps dates, or after the clock was put back. So each stage notes
# the SHA-256 of what it is made from before it reads that: a change in the meantime is seen the next time, too.
is_changed = $(if $(call agree,,build/$(1).read),,again)
named      = $(foreach file,$(1),$(if $(findstring .,$(file)),$(file))) # without the folders
note       = @mkdir -p build; { sha256sum $(call named,$^) || shasum --algorithm 256 $(call named,$^); } \
               > build/$(1).reading 2> /dev/null
noted      = @cp build/$(1).reading build/$(1).read # not mv: two builds at once share it

build/schemas/resources.json: $(models) $(call is_changed,schemas) | .venv/build
	$(call note,schemas)
	$(python) -m schemas build/schemas
	$(call noted,schemas)

# Whether all that was published is still there, as it was. If not, all of it is made again.
is_whole := $(call agree,output,SHA256SUMS)

# One process parses and publishes: the checks get ready meanwhile.
output/SHA256SUMS: $(raw) $(builder) build/schemas/resources.json pyproject.toml \
                   $(if $(is_whole),$(call is_changed,output),again) | .venv/build
	$(call note,output)
	$(python) -m pipeline build
	$(call noted,output)

# The tests work on copies: what is built here meanwhile does not matter to them.
parallel := -n auto --dist loadgroup
test: .venv/dev ## run the tests of the main job, in some minutes
	$(python) -m pytest $(parallel) -m 'not slow'

test-all: .venv/dev ## run all tests, as CI does: browsers, spreadsheets, killed builds and lost workers too
	$(python) -m pytest $(parallel)

examples: .venv/dev output/site/index.html ## write the golden facts and the answers in the documents again, for review
	$(python) tests/golden/facts.py
	$(python) tests/docs/examples.py
	PYTHONPATH=.:tests $(python) tests/docs/story.py

site: output/site/index.html ## make the pages of output/site/ from what is in output/

# A build that changes the data replaces output/ whole: the site is gone then, and is made again.
output/site/index.html: output/SHA256SUMS $(site_maker) CHANGELOG.md docs/use.md $(call is_changed,site)
	$(call note,site)
	$(python) -m pipeline site
	$(call noted,site)

serve: output/site/index.html ## show the site at http://127.0.0.1:8000/, or at another PORT=number and HOST=address
	@$(python) -m pipeline serve $${PORT:+--port "$$PORT"} $${HOST:+--host "$$HOST"}

# What the user gives is one argument, whatever it holds: a `$` in it is not for make, nor a quote for the shell.
override PACKAGE := $(value PACKAGE)
override OLD := $(value OLD)
override SQL := $(value SQL)
override TEXTS := $(value TEXTS)
override OUT := $(value OUT)
override SCHEDULER := $(value SCHEDULER)
override WORKERS := $(value WORKERS)
override PORT := $(value PORT)
ifneq ($(filter command%,$(origin HOST)),) # not that of the environment: some shells put the name of the machine there
override HOST := $(value HOST)
else
override HOST :=
endif
export PACKAGE OLD SQL TEXTS OUT SCHEDULER WORKERS PORT HOST

verify: .venv/build ## check output/, or PACKAGE=path, a folder or a zip, as a stranger would; builds nothing
	@$(python) -m pipeline verify $${PACKAGE:+"$$PACKAGE"}

pin: .venv/build ## accept a changed text of the page: show what changed, record its SHA-256
	@$(python) -m pipeline pin

# That the packages differ is not a failure.
diff: .venv/build ## compare output/csv with an older package, OLD=path: rows added, removed, changed
	@$(python) -m pipeline diff --exit-zero "$$OLD"

query: output/SHA256SUMS ## run SQL='…' on the database, print a table
	@$(python) -m pipeline query "$$SQL"

# Many machines need what one does not.
corpus: .venv/build $(if $(SCHEDULER),.venv/distributed) ## read documents below TEXTS=folder into tables in OUT=folder; WORKERS=2, SCHEDULER=tcp://host:8786
	@$(python) -m pipeline corpus $${WORKERS:+--workers "$$WORKERS"} \
		$${SCHEDULER:+--scheduler "$$SCHEDULER"} "$$TEXTS" "$$OUT"

citation: .venv/build ## write CITATION.cff and the citation in README.md again from pyproject.toml
	@$(python) -m pipeline citation

lint: .venv/dev ## check format and types: ruff, mypy
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy

# A lock file for each group of dependencies. dev includes four others, which get its versions.
groups := build documents distributed dev uv bench oldest
lock: $(groups:%=lock-%) ## write the lock files again from pyproject.toml, with the newest versions that it allows
parts  := build documents distributed uv
$(parts:%=lock-%): lock-dev
$(groups:%=lock-%): lock-%: .venv/dev
	$(python) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--upgrade --python-version 3.11 --group $* \
		$(if $(filter $*,$(parts)),--constraint locks/dev.lock) --output-file locks/$*.lock

bench: .venv-bench/bench .venv/dev output/SHA256SUMS ## measure how well citations and names are found, and how long a build, a corpus and that take
	PYTHONPATH=.:tests:tests/text $(python) tests/bench/labelled.py
	$(python) tests/bench/build.py
	PYTHONPATH=. .venv-bench/bin/python tests/bench/cite.py
	PYTHONPATH=. .venv-bench/bin/python tests/bench/names.py
	PYTHONPATH=. $(python) tests/bench/corpus.py
	PYTHONPATH=. $(python) tests/bench/documents.py

mutation: .venv/dev output/SHA256SUMS ## change the code, or MODULES='…', in small ways, and list what no test finds; ENDING=7: one in ten of them
	$(python) tests/mutation.py

clean: ## remove what is built, but not output/csv, which is under version control, nor .venv
	rm -rf build mutants .mypy_cache .ruff_cache .pytest_cache
	find output -mindepth 1 -maxdepth 1 ! -name csv -exec rm -rf {} +

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile
	@echo 'PYTHON=python3.12 after any of them says which Python sets up .venv. Without make:'
	@echo '$(python) -m pipeline cite FILE   the Resolutions and Decisions that texts cite; --help says more'

# --- set-up: .venv from a lock file; again when that changes, or when .venv is damaged ---

# The lock files of which .venv holds everything, for the Python that it runs.
whole        := $(shell PYTHON="$(PYTHON)" $(python) -BESsm locks.setup .venv left 2>/dev/null)
# The tools that `bench` measures against have an environment of their own, which CI does not need.
environments := .venv/build .venv/documents .venv/distributed .venv/dev .venv-bench/bench
.PHONY: $(filter-out $(whole:%=.venv/%),$(environments))
$(environments):
	@sh locks/setup $(@D) $(@F)
