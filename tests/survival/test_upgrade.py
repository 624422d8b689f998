"""Tomorrow's migration runs while today's processes work: no call is refused, nothing lost, and back."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from sms_gateway.storage import migrations
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.migrations import newest
from tests.postgres import Cluster
from tests.survival.harness import Fleet, running_fleet, settle
from tests.survival.ledger import Posted
from tests.survival.processes import until
from tests.survival.site import Site, new_site
from tests.survival.texts import complaints, senders

TOMORROW = '''"""What a next version may do: columns, indexes on long tables, filled rows, a new table."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.steps import Columns, Fill, Index

revision = "9001"
down_revision = "{newest}"

NEW = Columns(
    "messages",
    lambda: (sa.Column("tomorrow", sa.SmallInteger(), server_default="0", nullable=False),),
)
FILLED = Fill("messages", "tomorrow = 1", where="tomorrow = 0")
FOUND = tuple(
    Index(f"ix_tomorrow_{{table}}", table, (column,))
    for table, column in (("messages", "tomorrow"), ("outbox", "attempts"), ("events", "kind"))
)
AHEAD = (NEW, FILLED, *FOUND)


def upgrade() -> None:
    """Old programs go on beside it."""
    NEW.add(op)
    FILLED.rest(op)
    for index in FOUND:
        index.create(op)
    for table in ("cases", "tickets", "outbox", "senders", "inbound_parts"):
        op.add_column(table, sa.Column("tomorrow", sa.String(length=8), nullable=True))
    op.create_table(
        "tomorrows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_tomorrows_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tomorrows"),
    )


def downgrade() -> None:
    """As before."""
    op.drop_table("tomorrows")
    for table in ("inbound_parts", "senders", "outbox", "tickets", "cases"):
        op.drop_column(table, "tomorrow")
    for index in FOUND:
        op.drop_index(index.name, index.table)
    op.drop_column("messages", "tomorrow")
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def fleet(request: pytest.FixtureRequest, tmp_path: Path, cluster: Cluster) -> Iterator[Fleet]:
    if request.param == "sqlite":
        with new_site(tmp_path, None) as site, running_fleet(site) as fleet:
            yield fleet
        return
    with cluster.database() as url, new_site(tmp_path, url) as site, running_fleet(site) as fleet:
        yield fleet


class Citizens(threading.Thread):
    """Text all the time, each SMS once: a call that is refused shows."""

    def __init__(self, site: Site, posted: Posted, lane: int, texts: list[tuple[str, str]]) -> None:
        super().__init__(daemon=True)
        self._site, self._posted, self._lane, self._texts = site, posted, lane, texts
        self.stop = threading.Event()
        self.slowest = 0.0

    def run(self) -> None:
        for number, (person, words) in enumerate(self._texts):
            if self.stop.is_set():
                return
            sid, started = f"SM{self._lane}-{number}", time.monotonic()
            self._posted.note(sid, "report", self._site.post(sid, person, words))
            self.slowest = max(self.slowest, time.monotonic() - started)
            time.sleep(0.1)


def _some_more(posted: Posted) -> None:
    reached = len(posted.acknowledged)
    until(lambda: len(posted.acknowledged) >= reached + 12, 30, "messages arrive")


def test_a_migration_and_its_way_back_are_felt_by_nobody(fleet: Fleet, tmp_path: Path) -> None:
    site, posted = fleet.site, Posted()
    assert isinstance(site, Site)
    folder = tmp_path / "tomorrow"
    folder.mkdir()
    (folder / "v9001_tomorrow.py").write_text(TOMORROW.format(newest=newest()))
    random = Random(21)
    texts = list(zip(senders(random, 2000), complaints(random), strict=False))
    citizens = [Citizens(site, posted, lane, texts[lane::2]) for lane in (0, 1)]
    for each in citizens:
        each.start()
    with site.books() as sessions:
        _some_more(posted)
        migrations.migrate(sessions, more=[folder])
        fleet.parts["outbox"].plant()  # a part of today starts on the schema of tomorrow, and works
        code, told = site.finished("sms_gateway", "migrate", config=site.config())
        assert (code, f"schema 9001, newer than the {newest()} of this program" in told) == (0, True)
        _some_more(posted)
        migrations.go_back(sessions, newest(), more=[folder])
        _some_more(posted)
        for each in citizens:
            each.stop.set()
            each.join(20)
        ledger = settle(site, posted, 60)
        print(f"slowest answer {max(each.slowest for each in citizens):.2f} s, {ledger.summary()}")
        assert set(posted.answers) == {200}
        assert ledger.faults() == [], ledger.summary()
        assert {name: part.deaths for name, part in fleet.parts.items()} == {
            "web": 0,
            "inbox": 0,
            "outbox": 1,
        }
        _refuses_an_older_schema(site, sessions)


def _refuses_an_older_schema(site: Site, sessions: Sessions) -> None:
    migrations.go_back(sessions, "0016")
    code, _ = site.finished("workers.main", "inbox", config=site.config())
    assert code == 2
    assert f"The database has schema 0016, this program needs {newest()}. Run" in site.stderr.read_text()
