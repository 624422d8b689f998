"""Plays a conversation written like CONVERSATIONS.md over the real path: webhook, inbox, outbox, handset.

    > a text from the phone; `B> ` from phone B; O and P are phones of officers
    < the SMS that comes back; `B< ` to phone B
      two spaces go on with the line before
    ~ 48 hours          time passes, then the schedule's work is done
    ! answer {no} text  a move of the staff, one of `Talk.moves`
    # a remark

Every SMS must be written down: one that is not fails the test. `{no}` stands for a ticket number, `{date}`
for dd/mm, `{code}` for 4 digits, `{ref}` for a reference; a letter or digit behind (`{no2}`) tells two apart.
The first `<` that names one binds it for the rest of the talk.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent

from flask import Flask

from sms_gateway.services import delivery, triage
from sms_gateway.services.office import Office
from tests.builders import CITIZEN, OTHER_CITIZEN, Handset, gateway_of
from tests.conftest import HandClock

Move = Callable[..., object]

NUMBERS = {"": CITIZEN, "A": CITIZEN, "B": OTHER_CITIZEN}
_LINE = re.compile(r"([A-Z]?)([><~!]) ?(.*)")
_FIELD = re.compile(r"\{(no|date|code|ref)([a-z0-9]?)\}")
_SHAPE = {"no": "[0-9]{8}", "date": "[0-9]{2}/[0-9]{2}", "code": "[0-9]{4}", "ref": "[0-9]{4,8}"}
_NOT_HERE = ("sweep", "reconcile")  # upkeep that needs Redis or a carrier's record


@dataclass
class Talk:
    """Phones that talk with one gateway; *moves*: what the staff can do, called with the words of a line."""

    app: Flask
    office: Office
    clock: HandClock
    moves: Mapping[str, Move] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    phones: dict[str, Handset] = field(default_factory=dict)
    _came: dict[str, list[str]] = field(default_factory=dict)

    def plays(self, transcript: str) -> None:
        """Do every line in order; AssertionError at the first SMS that is not as written."""
        for who, sign, text in _lines(transcript):
            if sign == "<":
                self._expect(who, text)
            else:
                self.silence()
                self._act(who, sign, self._filled(text))
        self.silence()

    def silence(self) -> None:
        """Nothing came that is not written down."""
        left = {who: texts for who, texts in self._came.items() if texts}
        assert not left, f"not in the transcript: {left}"

    def phone(self, who: str) -> Handset:
        """The phone of that letter."""
        number = number_of(who)
        return self.phones.setdefault(number, Handset(self.app, self.office, number))

    def _act(self, who: str, sign: str, text: str) -> None:
        if sign == ">":
            phone = self.phone(who)
            self._came.setdefault(phone.number, []).extend(phone.sends(text))
        elif sign == "~":
            amount, unit = text.split()
            self._wait(**{unit if unit.endswith("s") else f"{unit}s": float(amount)})
        else:
            name, *words = text.split(" ", 2)
            self.moves[name](*words, office=self.office)
        self._deliver()

    def _wait(self, **span: float) -> None:
        self.clock.forward(**span)
        for task in gateway_of(self.office).upkeep:
            if task.name not in _NOT_HERE:
                task.run()

    def _deliver(self) -> None:
        triage.drain(self.office, 60)
        delivery.drain(self.office, 60)
        for number, phone in self.phones.items():
            self._came.setdefault(number, []).extend(phone.received())

    def _expect(self, who: str, text: str) -> None:
        came = self._came.get(self.phone(who).number, [])
        assert came, f"nothing came, expected: {text}"
        found = re.fullmatch(self._pattern(text), came[0])
        assert found, f"\n    came: {came[0]}\nexpected: {text}\n   bound: {self.bound}"
        self.bound |= found.groupdict()
        came.pop(0)

    def _pattern(self, text: str) -> str:
        known = set(self.bound)

        def shape(place: re.Match[str]) -> str:
            name = place[1] + place[2]
            if name in self.bound:
                return re.escape(self.bound[name])
            again, _ = name in known, known.add(name)
            return f"(?P={name})" if again else f"(?P<{name}>{_SHAPE[place[1]]})"

        parts, end = [], 0
        for place in _FIELD.finditer(text):
            parts += [re.escape(text[end : place.start()]), shape(place)]
            end = place.end()
        return "".join([*parts, re.escape(text[end:])])

    def _filled(self, text: str) -> str:
        return _FIELD.sub(lambda place: self.bound[place[1] + place[2]], text)


def number_of(who: str) -> str:
    """The number of the phone of that letter."""
    return NUMBERS.get(who) or f"+62812000{ord(who):05d}"


def _lines(transcript: str) -> Iterator[tuple[str, str, str]]:
    """(phone, sign, text) of each line, those that go on joined."""
    joined: list[str] = []
    for line in dedent(transcript).strip().splitlines():
        if line.startswith("  "):
            joined[-1] += " " + line.strip()
        elif line.strip() and not line.startswith("#"):
            joined.append(line.rstrip())
    for line in joined:
        found = _LINE.fullmatch(line)
        assert found, f"no line of a transcript: {line}"
        yield found[1], found[2], found[3]
