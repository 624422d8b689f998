"""What made-up staff left behind: officers and tasks, who saw what, what was taught, kept and changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sms_gateway.domain.accounts import AccountState
from sms_gateway.domain.audit_chain import EMPTY, End, Entry, link
from sms_gateway.domain.exporting import ExportKind, ExportState
from sms_gateway.domain.lessons import Because, RuleState
from sms_gateway.domain.officers import OfficerState, TaskState
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.privacy import HoldReason
from sms_gateway.domain.rewording import MadeBy, RewordingState
from sms_gateway.services.office import Office
from sms_gateway.services.seeded_people import People, uuid
from sms_gateway.services.seeded_talk import Talk
from sms_gateway.storage.schema import (
    accounts,
    agency_changes,
    audit,
    exports,
    knowledge_versions,
    legal_holds,
    lessons,
    lexicon_rules,
    links,
    message_views,
    officers,
    reveals,
    rewordings,
    senders,
    tasks,
    views,
    wording_versions,
)
from sms_gateway.storage.seeding import Rows

_Names = tuple[str, ...]
_BY: Final = "account:1"
_ACCOUNTS: Final = 40
_SENDER: Final = ("id", "uuid", "blind_index", "msisdn_enc", "data_key_enc", "kind", "role", "replyable",
                  "stopped_at", "created_at", "erased_at")  # fmt: skip
_OFFICER: Final = ("id", "sender_id", "agency", "name", "admin", "state", "added_by", "added_at",
                   "verified_at", "state_since")  # fmt: skip
_TASK: Final = ("id", "case_id", "officer_id", "number", "state", "opened_at", "told_at")
_ACTIONS: Final = ("case-forward", "case-answer", "number-shown", "officer-added", "counts-exported")


class Staff:
    """Tables that grow with the *count* of tickets, beside the tickets themselves."""

    def __init__(self, count: int, said: int, chance: Random, office: Office) -> None:
        self._count, self._said, self._chance, self._office = count, said, chance, office
        self._now = office.now()
        self.end: End = EMPTY

    def before(self) -> Iterator[Rows]:
        """What tickets refer to."""
        names: _Names = ("id", "uuid", "name", "role", "state", "added_by", "added_at", "state_since")
        roles = (AccountRole.REVIEWER, AccountRole.NATIONAL_ADMIN, AccountRole.AUDITOR)
        yield Rows(accounts, names, [  # disabled: nobody has a password for them
            (each, uuid(self._chance), f"contoh{each:02d}", roles[each % 3], AccountState.DISABLED, _BY,
             self._now, self._now) for each in range(1, _ACCOUNTS + 1)
        ])  # fmt: skip

    def behind(self, talk: Talk, people: People) -> Iterator[Rows]:
        """All that refers to tickets."""
        yield from self._officers(talk, people)
        yield from self._seen(people)
        yield from self._kept()
        yield from self._taught()
        yield from self._changed(talk)
        yield from self._chained()

    def _times(self, count: int) -> Iterator[tuple[int, datetime]]:
        """Ids and moments of *count* rows, over two years."""
        step = timedelta(days=730) / (count + 1)
        return ((each, self._now - step * (count + 1 - each)) for each in range(1, count + 1))

    def _officers(self, talk: Talk, people: People) -> Iterator[Rows]:
        """Half of the agencies have officers, those with the most to do more than one."""
        codes = [code for at, code in enumerate(sorted(talk.agencies)) if at % 2 == 0 or at < 200]
        named = [code for at, code in enumerate(codes) for _ in range(3 if at < 100 else 1)]
        phones = [people.row(people.known + at, self._now, "officer") for at in range(1, len(named) + 1)]
        yield Rows(senders, _SENDER, phones)
        states = [OfficerState.DISABLED if at % 20 == 0 else OfficerState.ACTIVE for at in range(len(named))]
        yield Rows(officers, _OFFICER, [
            (at + 1, people.known + at + 1, code, f"Petugas {at + 1}", at % 3 == 0, states[at], _BY,
             self._now, self._now, self._now) for at, code in enumerate(named)
        ])  # fmt: skip
        acting = {code: at + 1 for at, code in enumerate(named) if states[at] is OfficerState.ACTIVE}
        busy: dict[int, int] = {}
        given: list[tuple[Any, ...]] = []
        for case_id, filed, at in talk.open_tasks:
            officer = acting.get(filed.agency)
            if officer is not None and busy.get(officer, 0) < 99:
                busy[officer] = busy.get(officer, 0) + 1
                given.append((len(given) + 1, case_id, officer, busy[officer], TaskState.OPEN, at, at))
        yield Rows(tasks, _TASK, given)

    def _seen(self, people: People) -> Iterator[Rows]:
        """Who was shown what: one account a tenth of all of it."""
        names: _Names = ("id", "account_id", "ticket_id", "page", "at")
        yield Rows(views, names, [(each, self._who(each), self._earlier(each), "tickets", at)
                                  for each, at in self._times(self._count)])  # fmt: skip
        names = ("id", "account_id", "message_id", "page", "at")
        most = max(self._count // 50, 1)
        drawn = self._chance.randint
        yield Rows(message_views, names, [(each, self._who(each), drawn(1, self._said), "reviews", at)
                                          for each, at in self._times(most)])  # fmt: skip
        names = ("id", "uuid", "account_id", "sender_id", "ticket_id", "kind", "reason", "words", "at")
        rows = []
        for each, at in self._times(max(self._count // 100, 1)):
            row, ticket = uuid(self._chance), self._chance.randint(1, self._count)
            words = self._office.vault.seal(row, "alamat kurang jelas")
            sender = people.sender_of(ticket)
            rows.append((each, row, self._who(each), sender, ticket, "shown", "call_back", words, at))
        yield Rows(reveals, names, rows)

    def _who(self, number: int) -> int:
        return 1 if number % 10 == 0 else self._chance.randint(2, _ACCOUNTS)

    def _earlier(self, number: int) -> int:
        """A ticket of not long before."""
        return max(number - int(self._chance.expovariate(1) * self._count / 50), 1)

    def _kept(self) -> Iterator[Rows]:
        names: _Names = (
            "id",
            "ticket_id",
            "reason",
            "reference",
            "put_by",
            "put_at",
            "lifted_by",
            "lifted_at",
        )
        rows = []
        for each, at in self._times(max(self._count // 5000, 1)):
            lifted = (_BY, at) if each % 2 else (None, None)
            rows.append(
                (each, each * 4999 % self._count + 1, HoldReason.COURT, f"B-{each}/XI", _BY, at, *lifted)
            )
        yield Rows(legal_holds, names, rows)
        names = ("id", "ticket_id", "other_id", "score", "reasons", "found_at")
        yield Rows(links, names, [(each, each * 50 - 1, each * 50 - 2, 0.6, ["same-words"], at)
                                  for each, at in self._times(self._count // 50)])  # fmt: skip
        names = (
            "id",
            "uuid",
            "account_id",
            "kind",
            "state",
            "written",
            "percent",
            "asked_at",
            "ended_at",
            "expires_at",
        )
        yield Rows(exports, names, [
            (each, uuid(self._chance), self._who(each), ExportKind.TICKETS, ExportState.EXPIRED, 0, 100,
             at, at, at)
            for each, at in self._times(max(self._count // 10_000, 1))
        ])  # fmt: skip

    def _taught(self) -> Iterator[Rows]:
        names: _Names = ("id", "text", "topic", "kind", "made_by", "made_at")
        yield Rows(lessons, names, [(each, f"sampah menumpuk di gang {each}", "sampah", "report", _BY, at)
                                    for each, at in self._times(max(self._count // 200, 1))])  # fmt: skip
        names = ("id", "kind", "term", "value", "weight", "state", "lesson_id", "proposed_by", "proposed_at",
                 "decided_by", "decided_at")  # fmt: skip
        states = (RuleState.APPROVED, RuleState.REJECTED, RuleState.WITHDRAWN)
        most = max(self._count // 1000, 1)
        yield Rows(lexicon_rules, names, [
            (each, "topic", f"istilah{each}", "sampah", 1.0, states[each % 3], 1, _BY, at, _BY, at)
            for each, at in self._times(most)
        ])  # fmt: skip
        names = ("id", "rules", "because", "subject", "made_by", "made_at")
        yield Rows(knowledge_versions, names, [
            (each, self._rules(min(each, 200)), Because.APPROVED, each, _BY, at)
            for each, at in self._times(max(most // 5, 1))
        ])  # fmt: skip

    def _rules(self, count: int) -> list[dict[str, Any]]:
        said = {"kind": "topic", "value": "sampah", "weight": 1.0}
        return [{"id": each, "term": f"istilah{each}", **said} for each in range(1, count + 1)]

    def _changed(self, talk: Talk) -> Iterator[Rows]:
        """Changes that were taken back: the texts and agencies in force are those of the package."""
        codes, most, own = sorted(talk.agencies), max(self._count // 20_000, 1), {"owner": "biro"}
        names: _Names = ("id", "code", "before", "after", "actor", "at")
        yield Rows(agency_changes, names, [
            (each, codes[each // 2 % len(codes)], *((None, own) if each % 2 else (own, None)), _BY, at)
            for each, at in self._times(most * 20)
        ])  # fmt: skip
        names = (
            "id",
            "language",
            "sentence",
            "texts",
            "state",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
        )
        yield Rows(rewordings, names, [
            (each, "id", "help", ["Balas STATUS."], RewordingState.REJECTED, _BY, at, _BY, at)
            for each, at in self._times(most)
        ])  # fmt: skip
        names = ("id", "language", "sentences", "because", "subject", "made_by", "made_at")
        yield Rows(wording_versions, names, [(each, "id", {}, MadeBy.APPROVED, each, _BY, at)
                                             for each, at in self._times(most)])  # fmt: skip

    def _chained(self) -> Iterator[Rows]:
        """The audit chain, each row linked to the one before as real ones are."""
        rows = []
        for each, at in self._times(max(self._count // 5, 1)):
            actor = f"account:{self._who(each)}" if each % 3 else f"officer:{self._chance.randint(1, 500)}"
            entry = Entry(
                at, actor, _ACTIONS[each % len(_ACTIONS)], {"ticket": self._chance.randint(1, self._count)}
            )
            row, self.end = link(self.end, entry, self._office.vault.link)
            rows.append((row.seq, at, actor, entry.action, dict(entry.detail), row.hash))
        yield Rows(audit, ("seq", "at", "actor", "action", "detail", "hash"), rows)
