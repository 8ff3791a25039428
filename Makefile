# ESGDesk. Two commands do everything: make demo, make test.
# The work is done by installer/bootstrap.py, which also runs where there is no make.

.DEFAULT_GOAL := help
.PHONY: help demo test soak bench lint setup lock wheel clean

# Another Python than python3: make demo PYTHON=python3.12
PYTHON ?=
export PYTHON

# More words for pytest: make test ARGS="-k journal -x"
ARGS ?=

bootstrap := @sh installer/bootstrap.sh

help:
	@echo 'make demo    sets everything up, builds the example company in example/ and opens the desk on it'
	@echo 'make test    sets everything up, then style, types and all tests'
	@echo 'make soak    the long set of the tests that break things: hours, for a night'
	@echo 'make bench   what a large company costs against a small one, as ratios'
	@echo 'make lint    style and types only'
	@echo 'make setup   sets up .venv with everything for development, runs nothing'
	@echo 'make lock    writes requirements.lock and requirements-dev.lock anew from pyproject.toml'
	@echo 'make wheel   builds the package into dist/'
	@echo 'make clean   removes .venv and what was built; leaves example/ alone'

demo:
	$(bootstrap) demo

test:
	$(bootstrap) test $(ARGS)

soak:
	$(bootstrap) soak $(ARGS)

bench:
	$(bootstrap) bench $(ARGS)

lint:
	$(bootstrap) lint

setup:
	$(bootstrap) setup

lock:
	$(bootstrap) lock

wheel:
	$(bootstrap) wheel

clean:
	$(bootstrap) clean
