"""Logs hold ids and codes: no message of an exception, no argument of another library."""

import json
import subprocess
import sys

import pytest

SECRET = "081200001111"
START = f"""
import logging, sqlalchemy
from sms_gateway import logs
logs.configure("INFO", "inbox")
log = logs.get("tests")
secret = "{SECRET}"
"""
CASES = {
    "an exception of ours": "try: raise ValueError(secret)\nexcept ValueError: log.exception('failed', id=7)",
    "exc_info": "try: raise ValueError(secret)\nexcept ValueError as e: log.error('failed', exc_info=e)",
    "a fault as fields": "try: raise ValueError(secret)\n"
    "except ValueError as e: log.error('failed', **logs.fault(e))",
    "a cause": "try:\n  try: raise KeyError(secret)\n  except KeyError as e: raise ValueError from e\n"
    "except ValueError: log.exception('failed')",
    "arguments of a library": "logging.getLogger('some.library').error('number %s failed', secret)",
    "a mapping of a library": "logging.getLogger('some.library').error('%(n)s failed', {'n': secret})",
    "an object as message": "logging.getLogger('some.library').error(ValueError(secret))",
    "an exception of a library": "try: raise ValueError(secret)\n"
    "except ValueError: logging.getLogger('some.library').exception('failed')",
    "the wire's logger": "logging.getLogger('twilio.http_client').info('POST %s', secret)",
    "a database error": "from sqlalchemy import text\n"
    "from sms_gateway.storage.engine import open_sessions\n"
    "import tempfile\n"
    "s = open_sessions('sqlite:///' + tempfile.mkdtemp() + '/x.db')\n"
    "try:\n  s.engine.connect().execute(text('SELECT :n FROM nowhere'), dict(n=secret))\n"
    "except Exception: log.exception('failed')",
}


def _written(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", START + code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


@pytest.mark.parametrize("code", CASES.values(), ids=CASES.keys())
def test_what_a_citizen_gave_never_reaches_the_log(code: str) -> None:
    assert SECRET not in "\n".join(_written(code))


def test_every_line_is_one_json_object_with_its_part() -> None:
    lines = _written(
        "log.info('one', id=1)\nlogging.getLogger('lib').warning('two\\nlines')\nlog.info('a\\nb')\n"
        "import threading\nthreading.Thread(target=log.info, args=('from a thread',)).start()"
    )
    assert [json.loads(line)["part"] for line in lines] == ["inbox"] * 4


def test_a_fault_names_its_type_and_its_place() -> None:
    line = json.loads(_written("try: 1/0\nexcept ZeroDivisionError: log.exception('failed', id=7)")[0])
    assert (line["event"], line["id"], line["error"]) == ("failed", 7, "ZeroDivisionError")
    assert line["at"] == ["<string>:7 <module>"]


def test_what_is_below_the_level_is_not_written() -> None:
    assert _written("log.debug('quiet')\nlogging.getLogger('lib').debug('quiet')") == []


def test_who_spoke_under_one_part_is_heard_under_the_next() -> None:
    lines = _written("log.error('first')\nlogs.configure('DEBUG', 'outbox')\nlog.debug('second')")
    assert [json.loads(line)["part"] for line in lines] == ["inbox", "outbox"]
