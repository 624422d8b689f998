"""A minute of coverage-guided bytes finds nothing that the parser cannot answer."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import in_ci

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "parsers" / "data" / "corpus"
SECONDS = 60
SLOWEST = 5  # seconds for one input, instrumented and on a busy machine


def seeds(folder: Path) -> None:
    """One file per text of the corpora, every tenth, so that the search starts from real sentences."""
    lines = [line for path in sorted(CORPUS.rglob("*.jsonl")) for line in path.read_text().splitlines()]
    for number, line in enumerate(lines[::10]):
        (folder / f"{number}").write_bytes(bytes([number % 256]) + json.loads(line)["text"].encode())


@pytest.mark.timeout(300)
def test_a_minute_of_fuzzing_finds_nothing(tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        reason = "atheris is missing: pip install -e '.[fuzz]'"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    started = tmp_path / "seeds"
    started.mkdir()
    seeds(started)
    # Linux hands the highest memory of the caller on to a program it starts; libFuzzer reads that figure as
    # its own. A shell between them, which forks, starts it from nought.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, HERE / "fuzz_parse.py", started,
         f"-max_total_time={SECONDS}", f"-timeout={SLOWEST}", "-max_len=4096", "-rss_limit_mb=1024",
         f"-artifact_prefix={tmp_path}/"],
        capture_output=True, timeout=SECONDS + 120, check=False,
    )  # fmt: skip
    report = done.stderr.decode(errors="replace")
    assert done.returncode == 0, report[-4000:]
    runs = [int(line.split()[1]) for line in report.splitlines() if line.startswith("Done ")]
    assert runs
    assert runs[0] > 1000
