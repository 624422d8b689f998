"""The desk: one actor who moves what no officer serves, as staff do, in working hours, at times late."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.sla import JAKARTA, is_working_day, national_holidays
from sms_gateway.rehearsal.stage import Acts, Heard, Pause
from sms_gateway.services import moves, officer_list, other_doors, story
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.moves import MoveRefused
from sms_gateway.services.office import Office

if TYPE_CHECKING:
    from sms_gateway.storage.stories import Listed

ACTOR: Final = "staff:rehearsal"
OPENS, CLOSES = 8, 16  # o'clock in Jakarta
ROUND: Final = timedelta(minutes=30)
MOST: Final = 5000
ESCALATED: Final = timedelta(days=2)  # past its limit, a case is the desk's as well
LATE: Final = 0.08  # of the cases are left lying for days
TO_LINK: Final = ("bansos", "PKH")
ANSWERS: Final = (
    "sudah kami tindak lanjuti, terima kasih atas laporannya",
    "petugas sudah ke lokasi, perbaikan dijadwalkan minggu ini",
    "sudah selesai diperbaiki oleh tim kami pagi ini",
    "laporan sedang diproses bersama dinas terkait, mohon menunggu",
)
QUESTION: Final = "mohon sebutkan patokan terdekat dan sejak kapan"
REGENCY: Final = 5  # characters of a regency's code; a city's number is 71 or more
FIRST_CITY: Final = 71
JAKARTA_PROVINCE: Final = "31"  # governs alone
REASON: Final = "bukan wewenang kami"


@dataclass
class Desk:
    """Looks at the open cases every half hour and does with each what its chance says, when it is ripe."""

    office: Office
    random: Random
    refused: dict[str, int] = field(default_factory=dict)  # moves that were not possible, by code
    _ripe: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _linked: int = 0

    @property
    def number(self) -> None:
        """It works at a screen."""

    def hears(self, sms: Heard) -> None:
        """Never: it has no phone."""

    def acts(self) -> Acts:
        """Round after round, from opening to closing time."""
        while True:
            if self._is_open():
                self._round()
            yield Pause(self.office.now() + ROUND)

    def _is_open(self) -> bool:
        local = self.office.now().astimezone(JAKARTA)
        free = national_holidays((local.year,)) | set(self.office.settings.calendar.joint_leave)
        return is_working_day(local.date(), free) and OPENS <= local.hour < CLOSES

    def _round(self) -> None:
        served = self._served()
        for case in story.open_cases(self.office, [], MOST):
            handle = HANDLE.get(CaseState(case.state))
            if handle is not None and self._is_desks(case, served) and self._is_ripe(case):
                self._try(handle, case)

    def _served(self) -> frozenset[str]:
        """The agencies whose officers answer by SMS."""
        staff = (each.officer for each in officer_list.listed(self.office))
        return frozenset(each.agency for each in staff if each.state is OfficerState.ACTIVE)

    def _is_desks(self, case: "Listed", served: frozenset[str]) -> bool:
        """What an agency without officers has, or what its officers left lying past the limit."""
        if CaseState(case.state) is CaseState.UNVERIFIED or case.agency not in served:
            return True
        answered = CaseState(case.state) is CaseState.ANSWERED
        return not answered and case.due_at is not None and case.due_at + ESCALATED < self.office.now()

    def _is_ripe(self, case: "Listed") -> bool:
        """Whether the time drawn for the case in its state has come."""
        key = (case.number, case.state)
        if key not in self._ripe:
            hours = (
                self.random.uniform(100, 160) if self.random.random() < LATE else self.random.uniform(0, 14)
            )
            self._ripe[key] = self.office.now() + timedelta(hours=hours)
            return False
        return self._ripe[key] <= self.office.now()

    def _try(self, handle: "Handle", case: "Listed") -> None:
        self._ripe.pop((case.number, case.state), None)
        try:
            handle(self, case)
        except (MoveRefused, NoSuchTicket) as error:
            code = getattr(error, "code", "gone")
            self.refused[code] = self.refused.get(code, 0) + 1

    def verify(self, case: "Listed") -> None:
        """Mostly forward; what nobody can use is archived, a few things are asked first."""
        chance = self.random.random()
        if chance < 0.07:
            moves.archive(case.number, self.random.choice(list(ArchiveCode)), ACTOR, self.office)
        elif chance < 0.12:
            moves.ask(case.number, QUESTION, ACTOR, self.office)
        elif case.agency is None and not case.region:
            moves.answer(case.number, ANSWERS[0], ACTOR, self.office)
        else:
            moves.forward(case.number, ACTOR, self.office, case.agency or government(case.region or ""))
        if case.problem.startswith(TO_LINK) and chance >= 0.07:
            self._link(case.number)

    def take(self, case: "Listed") -> None:
        """The agency accepts, or says that it is another's."""
        if self.random.random() < 0.04:
            moves.return_to_desk(case.number, REASON, ACTOR, self.office)
        else:
            moves.accept(case.number, ACTOR, self.office)

    def work(self, case: "Listed") -> None:
        """The agency answers, or must wait for something."""
        chance = self.random.random()
        if chance < 0.05:
            moves.delay(case.number, ACTOR, self.office, REASON)
        else:
            moves.answer(case.number, self.random.choice(ANSWERS), ACTOR, self.office)

    def go_on(self, case: "Listed") -> None:
        """What had to wait goes on."""
        moves.resume(case.number, ACTOR, self.office)

    def finish(self, case: "Listed") -> None:
        """A few answered cases are called done; the others wait for their reporters."""
        if self.random.random() < 0.1:
            moves.finish(case.number, ACTOR, self.office)

    def _link(self, number: str) -> None:
        self._linked += 1
        filed_at = self.office.now() - timedelta(days=1)
        other_doors.link_wapres(number, f"LMW-{self._linked}", filed_at, ACTOR, self.office)


def government(region: str) -> str:
    """The agency of last resort of *region*: its city, its kabupaten, or the province."""
    if len(region) < REGENCY or region.startswith(JAKARTA_PROVINCE):
        return f"pemprov@{region[:2]}"
    kind = "pemkot" if int(region[3:REGENCY]) >= FIRST_CITY else "pemkab"
    return f"{kind}@{region[:REGENCY]}"


Handle = Callable[[Desk, "Listed"], None]
HANDLE: Final[Mapping[CaseState, Handle]] = MappingProxyType(
    {
        CaseState.UNVERIFIED: Desk.verify,
        CaseState.ROUTED: Desk.take,
        CaseState.WORKING: Desk.work,
        CaseState.DELAYED: Desk.go_on,
        CaseState.ANSWERED: Desk.finish,
    }
)
