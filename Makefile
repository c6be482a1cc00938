# make app    a virtual environment, what the app needs, and the app on http://127.0.0.1:7860
# make test   the same, then every test, the browser's included
# make bench  the measurements that README quotes

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ARGS ?=

.PHONY: app test bench

app: $(VENV)/ready
	$(RUN) app.py $(ARGS)

test: $(VENV)/ready
	$(RUN) -m pytest $(ARGS)

bench: $(VENV)/ready
	$(RUN) -m benchmarks $(ARGS)

$(VENV)/ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet -r requirements.txt
	$(RUN) -m pip install --quiet --no-deps --editable .
	touch $@
