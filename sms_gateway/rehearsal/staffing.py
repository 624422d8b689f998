"""The officers of a rehearsal: where they work, who stands in for whom, and the staff who enrol them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.officers import OfficerState
from sms_gateway.rehearsal.duties import DISMISSED, DUTIES
from sms_gateway.rehearsal.line import Line
from sms_gateway.rehearsal.officer import Officer
from sms_gateway.rehearsal.stage import Acts, Heard, Pause
from sms_gateway.rehearsal.words import Words
from sms_gateway.services import officer_list, officers
from sms_gateway.services.office import Office

BY: Final = "staff:rehearsal"
ENROLS_AT: Final = timedelta(hours=7)
ROUND: Final = timedelta(hours=1)
AWAY: Final = timedelta(hours=18)  # how long a dismissed phone stays so


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody at an agency. *stand_in*: the place of the usual stand-in in this list."""

    agency: str
    temperament: str
    name: str
    admin: bool = False
    stand_in: int | None = None


# The first ones are where the written dialogues lead; most reports of a week come to the national ones.
POSTS: Final = (
    Post("pupr@33.74", "punctual", "Budi S", admin=True),
    Post("pupr@33.74", "on-leave", "Ani R", stand_in=0),
    Post("dishub@32.05", "wrong-agency", "Cecep H"),
    Post("inspektorat@32.05", "forgetful", "Dewi L"),
    Post("pdam@32.01", "slow", "Eko P", admin=True),
    Post("disdik@32.05", DISMISSED, "Fajar N"),
    Post("pupr@32.05", "neighbour", "Gita W"),
    Post("disdik@32.05", "on-leave", "Hadi K"),
    Post("kominfo@id", "punctual", "Indah M", admin=True),
    Post("kominfo@id", DISMISSED, "Joko T", stand_in=8),
    Post("pertamina@id", "wrong-agency", "Kartika D"),
    Post("ojk@id", "forgetful", "Lukman A", admin=True),
    Post("ojk@id", "on-leave", "Maya F"),
    Post("pertamina@id", "slow", "Nanang B"),
    Post("dlh@32.05", "on-leave", "Oki Y"),
    Post("dlh@33.74", "forgetful", "Putri C"),
    Post("disdik@33.74", "wrong-agency", "Ratna E"),
    Post("dishub@33.74", "punctual", "Slamet U"),
    Post("pdam@32.05", "forgetful", "Tuti W", admin=True),
    Post("pdam@32.05", "slow", "Usman J"),
    Post("inspektorat@33.74", "punctual", "Vina L"),
    Post("bpn@32.05", "wrong-agency", "Wahyu G"),
    Post("satpolpp@33.74", "slow", "Yanti S"),
    Post("pupr@32.05", "punctual", "Zaki P"),
)


def staff(
    count: int, random: Random, line: Line, words: Words, clock: Callable[[], datetime]
) -> Iterator[Officer]:
    """*count* officers: the posts in their order, then more of any temperament at the same agencies."""
    for index in range(count):
        post = POSTS[index % len(POSTS)]
        again = index // len(POSTS)
        own = Random(random.getrandbits(64))
        colleague = None if post.stand_in is None or again else POSTS[post.stand_in].name
        temperament = own.choice(list(DUTIES)) if again else post.temperament
        yield Officer(
            temperament=temperament,
            phone=f"+62813{index:08d}",
            line=line,
            words=Words(words.gazetteer, own),
            random=own,
            now=clock,
            name=f"{post.name}{chr(ord('a') + again - 1) if again else ''}",
            agency=post.agency,
            does=DUTIES[temperament],
            stand_in=colleague,
            admin=post.admin and not again,
        )


@dataclass
class Personnel:
    """Enrols the officers on the first morning, disables some phones for a day, releases what is on hold."""

    office: Office
    officers: Sequence[Officer]
    dismissal: datetime

    @property
    def number(self) -> None:
        """It works at a screen."""

    def hears(self, sms: Heard) -> None:
        """Never: it has no phone."""

    def acts(self) -> Acts:
        """The enrolment, then a look every hour."""
        yield Pause(self.office.now() + ENROLS_AT)
        phones = {each.name: each.phone for each in self.officers}
        for each in self.officers:
            stand_in = phones.get(each.stand_in) if each.stand_in else None
            wanted = Candidate(each.phone, each.agency, each.name, stand_in, each.admin)
            officers.add(wanted, BY, self.office)
        yield from self._looks(self.dismissal)
        dismissed = [each.phone for each in self.officers if each.temperament == DISMISSED]
        for phone in dismissed:
            officers.disable(phone, BY, self.office)
        yield from self._looks(self.dismissal + AWAY)
        for phone in dismissed:
            officers.enable(phone, BY, self.office)
        yield from self._looks(None)

    def _looks(self, until: datetime | None) -> Acts:
        """Every hour until then, or for ever: a phone on hold is made sure of, and released."""
        while until is None or self.office.now() < until:
            for each in officer_list.listed(self.office):
                if each.officer.state is OfficerState.ON_HOLD:
                    officers.release(str(each.officer.id), BY, self.office)
            rest = self.office.now() + ROUND
            yield Pause(rest if until is None else min(rest, until))
