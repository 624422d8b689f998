# The two commands of the README, and the whole check.
.PHONY: run test check

run:
	python3 -m venv .venv && .venv/bin/pip install -e '.[embedded]' && .venv/bin/sms-gateway up

test:
	python3 -m venv .venv && .venv/bin/pip install -e '.[embedded,test]' && .venv/bin/pytest

check:
	.ci/run
