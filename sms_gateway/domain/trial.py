"""What a rule would change: each text read before and after, the differences, and the figures of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from parsers import Knowledge, Parsed, parse
from parsers.scores import macro_f1

SHOWN: Final = 40  # differences that are kept one by one; the rest is counted
EXCERPT: Final = 200
_NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class Tried:
    """A text to read twice: of the *message* with that id, or a packaged one whose right *topic* is known."""

    text: str
    topic: str | None = None
    message: int | None = None


@dataclass(slots=True)
class Trial:
    """The sum of a replay, which grows chunk by chunk."""

    total: int
    read: int = 0
    changed: int = 0
    topics: int = 0
    places: int = 0
    others: int = 0
    gained: int = 0  # placed, or with the right topic, only after it
    lost: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    before: list[tuple[str, str]] = field(default_factory=list)
    after: list[tuple[str, str]] = field(default_factory=list)

    def add(self, texts: Iterable[Tried], old: Knowledge, new: Knowledge, now: datetime) -> None:
        """Read *texts* with both."""
        for each in texts:
            was = parse(each.text, now=now, knowledge=old)
            is_ = parse(each.text, now=now, knowledge=new)
            self.read += 1
            self._compare(each, was, is_)

    def _compare(self, tried: Tried, was: Parsed, is_: Parsed) -> None:
        topics, places = (_topic(was), _topic(is_)), (_place(was), _place(is_))
        if tried.topic is not None:
            self.before.append((tried.topic, topics[0]))
            self.after.append((tried.topic, topics[1]))
        moved = (topics[0] != topics[1], places[0] != places[1], was.agencies != is_.agencies)
        if not any(moved):
            return
        self.changed += 1
        self.topics, self.places, self.others = (
            count + more for count, more in zip((self.topics, self.places, self.others), moved, strict=True)
        )
        better = _better(tried.topic, topics, places)
        self.gained += better > 0
        self.lost += better < 0
        if len(self.differences) < SHOWN:
            self.differences.append(_told(tried, topics, places, (was, is_), better))

    def stored(self, versions: Sequence[str], done: bool) -> dict[str, Any]:
        """As it is kept with the rule: *versions* before and after, and macro-F1 over the right topics."""
        return {
            "done": done,
            "before": versions[0],
            "after": versions[1],
            "read": self.read,
            "total": self.total,
            "changed": self.changed,
            "topics": self.topics,
            "places": self.places,
            "others": self.others,
            "gained": self.gained,
            "lost": self.lost,
            "labelled": len(self.before),
            "f1_before": round(macro_f1(self.before), 4),
            "f1_after": round(macro_f1(self.after), 4),
            "differences": self.differences,
        }


def _better(right: str | None, topics: tuple[str, str], places: tuple[str, str]) -> int:
    """1 for a text that is read better after it, -1 for worse, 0 where nobody can tell."""
    if right is not None and right in topics and topics[0] != topics[1]:
        return 1 if topics[1] == right else -1
    if places[0] == _NOTHING != places[1]:
        return 1
    return -1 if places[1] == _NOTHING != places[0] else 0


def _told(
    tried: Tried,
    topics: tuple[str, str],
    places: tuple[str, str],
    both: tuple[Parsed, Parsed],
    better: int,
) -> dict[str, Any]:
    agencies = [", ".join(each.agencies) or _NOTHING for each in both]
    pairs = {"topic": list(topics), "place": list(places), "agency": agencies}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    # Of a message no words are kept: it may be erased, or become secret, while the rule is there.
    text = tried.text[:EXCERPT] if tried.message is None else None
    return {
        "text": text,
        "message": tried.message,
        "right": tried.topic,
        "changed": changed,
        "better": better,
    }


def _topic(parsed: Parsed) -> str:
    return parsed.topics[0][0] if parsed.topics else _NOTHING


def _place(parsed: Parsed) -> str:
    return parsed.place.code or _NOTHING
