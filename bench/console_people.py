"""People who open the console's pages for a measurement, in a browser each, and what they ask for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from bench.console_pages import Who
from sms_gateway.domain.exporting import ExportKind
from sms_gateway.domain.permissions import NATIONWIDE, AccountRole
from sms_gateway.services import accounts, exports, second_factor, ticket_search
from sms_gateway.services.console_sessions import look
from sms_gateway.services.export_lines import ticket_filter
from sms_gateway.services.exports import Asker
from sms_gateway.services.office import Office
from sms_gateway.services.sign_in import SignedIn, Visitor, accept_invitation
from sms_gateway.services.sign_in import sign_in as begin
from sms_gateway.storage import reveals
from sms_gateway.storage.search import Place, Wanted

PASSWORD = "kuda sungai hijau tujuh"  # noqa: S105 - of accounts that are thrown away
ROLES = {
    Who.ADMIN: AccountRole.NATIONAL_ADMIN,
    Who.REVIEWER: AccountRole.REVIEWER,
    Who.AUDITOR: AccountRole.AUDITOR,
    Who.AGENCY: AccountRole.AGENCY_ADMIN,
    Who.HALF: AccountRole.REVIEWER,
    Who.SET_UP: AccountRole.REVIEWER,
}
_RARE = 50_000
_NUMBERED = ("tickets", "officers", "lexicon_rules", "knowledge_versions", "rewordings", "wording_versions",
             "erasures")  # fmt: skip
_STATES = ("done", "archived", "working", "routed", "asking", "unverified")


def clients(app: Flask, office: Office, agency: str) -> dict[Who, FlaskClient]:
    """A browser for everybody."""
    found = {Who.NOBODY: app.test_client()}
    for who, role in ROLES.items():
        found[who] = app.test_client()
        found[who].set_cookie("console", _token(who, role, office, agency))
    return found


def _token(who: Who, role: AccountRole, office: Office, agency: str) -> str:
    name, here = f"ukur-{who}-{office.rand(1 << 32):08x}", Visitor(f"bench-{who}", "bench")
    bound = agency if role is AccountRole.AGENCY_ADMIN else None
    invited = accounts.add(name, role, bound, "cli:bench", office)
    done = accept_invitation(name, invited.code, PASSWORD, here, office)
    assert isinstance(done, SignedIn)
    if done.stage != "set_up" or who is Who.SET_UP:
        return done.token
    running = look(done.token, office)
    assert running is not None
    secret = second_factor.setup_secret(running, office)
    confirmed = second_factor.confirm(running, pyotp.TOTP(secret).at(office.now()), "", office)
    assert isinstance(confirmed, tuple)
    if who is not Who.HALF:
        return confirmed[0].token
    again = begin(name, PASSWORD, here, office)
    assert isinstance(again, SignedIn)
    return again.token


class Fields:
    """Draws what the addresses of pages hold, from what is in the database."""

    def __init__(self, chance: Random, office: Office) -> None:
        self._chance, self._office, self._now = chance, office, office.now()
        self._most = {name: self._one(f"SELECT max(id) FROM {name}") for name in _NUMBERED}  # noqa: S608 - our own
        self._most["audit"] = self._one("SELECT max(seq) FROM audit")
        self.agency = self._one("SELECT agency FROM cases GROUP BY agency ORDER BY count(*) DESC LIMIT 1")
        self._agencies = self._column(
            "SELECT agency FROM cases GROUP BY agency ORDER BY count(*) DESC LIMIT 300"
        )
        self._idle = self._column("SELECT agency FROM cases GROUP BY agency ORDER BY count(*) LIMIT 300")
        self._sms = self._column("SELECT id FROM outbox WHERE state = 'held' LIMIT 200")
        self._reviews = self._column("SELECT id FROM review_items WHERE closed_at IS NULL LIMIT 200")
        self._read = self._column("SELECT id FROM review_items WHERE closed_at IS NOT NULL LIMIT 200")
        self._holds = self._column("SELECT id FROM legal_holds WHERE lifted_at IS NULL LIMIT 100")
        self._phones = self._column(
            "SELECT id FROM senders WHERE role = 'citizen' AND msisdn_enc IS NOT NULL LIMIT 500"
        )
        self._users = self._column("SELECT name FROM accounts WHERE name LIKE 'contoh%' ORDER BY id LIMIT 40")
        self._linked = self._column(
            "SELECT number FROM tickets JOIN links ON links.ticket_id = tickets.id LIMIT 200"
        )
        self._crowd = self._column(
            "SELECT number FROM tickets WHERE case_id = "
            "(SELECT case_id FROM tickets GROUP BY case_id ORDER BY count(*) DESC LIMIT 1) LIMIT 50"
        )
        self._long = self._column(
            "SELECT number FROM tickets JOIN (SELECT ticket_id FROM outbox GROUP BY ticket_id "
            "ORDER BY count(*) DESC LIMIT 50) AS most ON most.ticket_id = tickets.id"
        )
        self._regions = sorted(office.knowledge().gazetteer.regencies)
        self._account = self._export = 0
        self._searches: list[int] = []

    def open_desk(self) -> None:
        """The admin who measures asks for a file, and is who searches for numbers."""
        self._account = self._one(
            "SELECT id FROM accounts WHERE name LIKE 'ukur-admin-%' ORDER BY id DESC LIMIT 1"
        )
        self._export = self._exported()
        self._searches = [self._search() for _ in range(40)]

    def __call__(self) -> dict[str, Any]:
        """Values for one request."""
        pick, day = self._chance.choice, self._now - timedelta(days=self._chance.randint(1, 700))
        region = pick(self._regions)
        at, waits = self._now - timedelta(days=self._chance.randint(60, 700)), f"{self._now:%s}000000-1"
        below: Callable[[str], int] = lambda name: self._chance.randint(1, self._most[name])  # noqa: E731
        listed = {
            "long": self._long, "crowd": self._crowd, "linked": self._linked, "agency": self._agencies,
            "idle": self._idle, "state": _STATES, "frequent": ("jalan", "warga", "sampah", "tiap"),
            "added": ("mawar", "melati", "kenanga"), "search": self._searches, "review": self._reviews,
            "read": self._read, "sentence": ("ack", "ack_anonymous", "ack_confidential"), "sms": self._sms,
            "user": self._users, "hold": self._holds,
        }  # fmt: skip
        counted = {
            "rule": "lexicon_rules", "version": "knowledge_versions", "rewording": "rewordings",
            "wording": "wording_versions", "officer": "officers", "entry": "audit", "wish": "erasures",
        }  # fmt: skip
        behind = ticket_search.token(Place(at, below("tickets"), below("tickets")))
        ago = {"month_ago": 30, "quarter_ago": 90, "year_ago": 360, "today": 0}
        days = {"day": day, **{name: self._now - timedelta(days=count) for name, count in ago.items()}}
        return {
            **{name: pick(values) for name, values in listed.items() if values},
            **{name: below(table) for name, table in counted.items()},
            **{name: f"{moment:%Y-%m-%d}" for name, moment in days.items()},
            "number": self._number(), "other": self._number(), "region": region, "province": region[:2],
            "after": behind.replace("+", "%2B"), "waiting": waits, "export": self._export,
            "triage": f"{at.isoformat()}_{below('tickets')}".replace("+", "%2B"),
            "rare": f"kode{self._chance.randrange(_RARE)}", "account": self._chance.randint(1, 40),
        }  # fmt: skip

    def _number(self) -> str:
        """Of a ticket on its own case."""
        drawn = self._chance.randint(1, self._most["tickets"])
        query = "SELECT number FROM tickets WHERE id >= :id AND id = case_id ORDER BY id LIMIT 1"
        with self._office.sessions.read() as session:
            return str(session.scalar(text(query), {"id": drawn}))

    def _search(self) -> int:
        """A search that was noted: a number stands in no address."""
        sender, now = self._chance.choice(self._phones), datetime.now(UTC)
        why = {"kind": "searched", "reason": "citizen_asked", "words": None, "at": now}
        row = {
            "uuid": str(uuid4()),
            "account_id": self._account,
            "sender_id": sender,
            "ticket_id": None,
            **why,
        }
        with self._office.sessions.begin() as session:
            return reveals.add(session, row)

    def _exported(self) -> int:
        """A file with a thousand lines and more."""
        by = Asker(self._account, NATIONWIDE)
        made = exports.ask(ExportKind.TICKETS, ticket_filter(Wanted(state="asking")), by, self._office)
        assert isinstance(made, int)
        exports.work(self._office, seconds=60)
        return made

    def _one(self, query: str) -> Any:
        return self._column(query)[0]

    def _column(self, query: str) -> list[Any]:
        with self._office.sessions.read() as session:
            return list(session.scalars(text(query)))
