"""While COMMITs wait for a standby that is gone, doctor names it, and takes nobody for dead who waits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from sms_gateway.services import standby
from sms_gateway.services.diagnosis import PARTS, diagnose
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.storage import operations
from sms_gateway.storage.refusals import Waiting
from tests.conftest import HandClock
from tests.postgres import Cluster
from tests.survival.processes import until

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
GONE = "gone_standby"
WAITING = Waiting(3, 40.0, GONE)


@contextmanager
def without_its_standby(cluster: Cluster) -> Iterator[None]:
    """A server that waits for a standby nobody has seen; whoever waits goes on at the end."""
    cluster.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{GONE}'")
    cluster.sql("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        cluster.sql("ALTER SYSTEM RESET synchronous_standby_names")
        cluster.sql("SELECT pg_reload_conf()")


def beat(office: Office) -> None:
    """A part says that it lives."""
    with office.sessions.begin() as session:
        operations.beat(session, "web@host:1", office.now())


def hangs(office: Office, pool: ThreadPoolExecutor) -> bool:
    """Whether a COMMIT waits; until the server has heard of its standby they do not."""
    return wait([pool.submit(beat, office)], 0.1).not_done != set() and standby.waiting(office) is not None


@ON_POSTGRESQL
def test_commits_that_hang_are_named_with_their_standby_and_parts_are_not_called_dead(
    office: Office, cluster: Cluster, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "PATIENCE", 0.05)
    with office.sessions.begin() as session:
        clock.at += timedelta(seconds=operations.database_epoch(session) - clock.at.timestamp() - 60)
        for part in PARTS:
            operations.beat(session, f"{part}@host:1", clock.at)
    clock.forward(seconds=60)
    with ThreadPoolExecutor() as pool, without_its_standby(cluster):
        until(lambda: hangs(office, pool), 10, "a COMMIT waits")
        found = {each.check: each for each in diagnose(office, None)}
    assert (found["standby"].ok, f"standby ({GONE})" in found["standby"].detail) == (False, True)
    assert "failover.md" in found["standby"].remedy
    assert [found[f"part {part}"].ok for part in PARTS] == [None] * 4
    assert [each.check for each in found.values() if each.ok is False] == ["standby"]
    assert standby.waiting(office) is None


def test_where_no_commit_waits_nothing_is_said(office: Office) -> None:
    assert standby.waiting(office) is None
    assert list(standby.commits(None)) == []


FAULT = Finding("part web", False, "alive 45 s ago", "Start it.")


@pytest.mark.parametrize(
    ("finding", "waiting", "ok", "remedy"),
    [
        (FAULT, None, False, "Start it."),
        (FAULT, WAITING, None, ""),
        (replace(FAULT, ok=True), WAITING, True, "Start it."),
        (replace(FAULT, ok=None), WAITING, None, "Start it."),
    ],
)
def test_a_fault_that_may_be_none_is_a_note(
    finding: Finding, waiting: Waiting | None, ok: bool | None, remedy: str
) -> None:
    said = standby.instead(finding, waiting)
    assert (said.ok, said.remedy) == (ok, remedy)
    assert said.detail.startswith("alive 45 s ago")
