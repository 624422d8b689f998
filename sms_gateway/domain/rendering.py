"""Fills a sentence so that the rendered text never exceeds its segments: the least useful words go first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from string import Formatter
from typing import Final

from sms_gateway.domain import gsm7
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.wording import Wording

MAX_LISTED: Final = 5
_OPTIONAL: Final = re.compile(r"\[([^\]]*)\]")
_FREE: Final = 10_000
_MOST_PAGES: Final = 99
_CAPS: Final = {"problem": 20, "list": _FREE, "answer": _FREE}  # GSM-7 units
_CAP: Final = 60
_GIVES_WAY: Final = ("due", "since", "problem", "region", "agency")  # the last one first


@dataclass(frozen=True, slots=True)
class Name:
    """A place or an agency as a sentence may call it; *short* stands in when *long* does not fit."""

    long: str
    short: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to send: GSM-7, *segments* long. *shown*: how many of its tickets a list holds.

    *over*: so many units of the sentence itself are lost, or of the room for what it quotes.
    """

    text: str
    segments: int
    shown: int = 0
    over: int = 0


Value = str | int | Name | datetime | None


def render(wording: Wording, sentence: Sentence, **values: Value) -> Rendered:
    """The first spelling of *sentence* that fits one segment; a field given as None or "" is unknown.

    ValueError when a field no variant can do without is unknown.
    """
    text = ""
    for template, chosen in _choices(wording, sentence, values):
        text = _fill(template, chosen)
        if gsm7.measure(text).segments == 1:
            return Rendered(text, 1)
    if not text:
        raise ValueError(f"the sentence {sentence} lacks a value")
    over = gsm7.measure(text).units - gsm7.SINGLE_UNITS
    return Rendered(gsm7.cut(text, gsm7.SINGLE_UNITS), 1, over=over)


def render_list(
    wording: Wording, sentence: Sentence, lines: Sequence[str], separator: str, **values: Value
) -> Rendered:
    """*sentence* with as many of *lines* (at least one, in order) as fit one segment."""
    for shown in range(min(MAX_LISTED, len(lines)), 1, -1):
        template, chosen = next(_choices(wording, sentence, values | _listed(lines, shown, separator)))
        text = _fill(template, chosen)
        if gsm7.measure(text).segments == 1:
            return Rendered(text, 1, shown)
    alone = render(wording, sentence, **values, **_listed(lines, 1, separator))
    return replace(alone, shown=1)


def render_options(
    wording: Wording, sentence: Sentence, options: Sequence[Name], most: int = MAX_LISTED, **values: Value
) -> Rendered:
    """*sentence* with as many of *options* (at least one), numbered from 1, as fit one segment.

    The field `other` is the number behind the last of them.
    """
    for shown in range(min(most, len(options)), 0, -1):
        for spelled in ([name.long for name in options], [name.short for name in options]):
            lines = [f"{place} {name}" for place, name in enumerate(spelled[:shown], start=1)]
            listed: dict[str, Value] = {"list": " ".join(lines), "other": shown + 1}
            template, chosen = next(_choices(wording, sentence, values | listed))
            text = _fill(template, chosen)
            if gsm7.measure(text).segments == 1:
                return Rendered(text, 1, shown)
    alone = render(wording, sentence, **values, list=f"1 {options[0].short}", other=2)
    return replace(alone, shown=1)


def render_page(
    wording: Wording, sentence: Sentence, segments: int, answer: str, page: int, **values: Value
) -> Rendered:
    """The *page* (from 1, the last one when there are fewer) of *answer*, cut at words and lost nowhere.

    *sentence* quotes it with the fields `page`, `pages`, and `next` where another one follows.
    """
    widest: dict[str, Value] = {"page": _MOST_PAGES, "pages": _MOST_PAGES, "next": _MOST_PAGES}
    empty = render_quote(wording, sentence, segments, "-", **values, **widest)
    room = _room(segments) - gsm7.measure(empty.text).units + 1
    pages = _pages(clean(answer, _FREE), room)
    chosen = min(max(page, 1), len(pages))
    following = chosen + 1 if chosen < len(pages) else None
    fields: dict[str, Value] = {"page": chosen, "pages": len(pages), "next": following}
    return render_quote(wording, sentence, segments, pages[chosen - 1], **values, **fields)


def _pages(text: str, room: int) -> list[str]:
    """*text* in pieces of at most *room* units, at least one."""
    pages: list[str] = []
    for piece in (piece for word in text.split() for piece in _pieces(word, room)):
        longer = f"{pages[-1]} {piece}" if pages else piece
        if pages and gsm7.measure(longer).units <= room:
            pages[-1] = longer
        else:
            pages.append(piece)
    return pages[:_MOST_PAGES] or ["-"]


def _pieces(word: str, room: int) -> list[str]:
    """*word* whole, or divided: at two units a character at most, half a room of them always fits."""
    if gsm7.measure(word).units <= room:
        return [word]
    size = max(room // 2, 1)
    return [word[start : start + size] for start in range(0, len(word), size)]


def render_quote(
    wording: Wording, sentence: Sentence, segments: int, answer: str, **values: Value
) -> Rendered:
    """*sentence* quoting *answer*, which is cut at a word so that the whole fits *segments* (at least 1)."""
    room = _room(segments)
    words = clean(answer, _FREE).rstrip(".") or "-"
    wanted = min(_CAP, gsm7.measure(words).units)
    text, left = "", 0
    for template, chosen in _choices(wording, sentence, values | {"answer": "-"}):
        left = room - gsm7.measure(_fill(template, chosen | {"answer": ""})).units
        text = _fill(template, chosen | {"answer": gsm7.cut(words, max(left, 0))})
        if left >= wanted:
            break
    return Rendered(text, gsm7.measure(text).segments, over=max(wanted - left, 0))


def _room(segments: int) -> int:
    """Units *segments* hold; a part that ends before a two-unit character holds one less."""
    return gsm7.SINGLE_UNITS if segments == 1 else segments * (gsm7.PART_UNITS - 1)


def clean(text: str, max_units: int) -> str:
    """*text* on one line, in GSM-7, cut at a word to *max_units*."""
    return gsm7.cut(" ".join(gsm7.transliterate(text).split()), max_units)


def _choices(
    wording: Wording, sentence: Sentence, values: dict[str, Value]
) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every template with every way to spell its fields, the fullest first; None leaves a field out."""
    known = {field: _spellings(field, value) for field, value in values.items()}
    for template in wording.sentences[sentence]:
        required = _fields(bare(template))
        if not all(known.get(field) for field in required):
            continue
        order = sorted(_fields(template), key=lambda field: (_rank(field), field))
        options = [
            (known.get(field) or ()) if field in required else (*(known.get(field) or ()), None)
            for field in order
        ]
        for spelled in product(*options):
            yield template, dict(zip(order, spelled, strict=True))


def _fill(template: str, chosen: dict[str, str | None]) -> str:
    def keep(group: re.Match[str]) -> str:
        complete = all(chosen[field] is not None for field in _fields(group[1]))
        return str(group[1]) if complete else ""

    return _OPTIONAL.sub(keep, template).format(**chosen)


def bare(template: str) -> str:
    """*template* without its optional parts."""
    return _OPTIONAL.sub("", template)


def _fields(template: str) -> set[str]:
    """The names of the fields in *template*."""
    return {field for _, field, _, _ in Formatter().parse(template) if field}


def _rank(field: str) -> int:
    return _GIVES_WAY.index(field) if field in _GIVES_WAY else -1


def _spellings(field: str, value: Value) -> tuple[str, ...]:
    """The ways to write *value*, longest first; none when it is unknown."""
    if isinstance(value, datetime):
        local = value if value.utcoffset() else value.astimezone(JAKARTA)  # a region's own clock stays
        return (local.strftime("%d/%m"),)
    if isinstance(value, Name):
        names = (clean(value.long, _CAP), clean(value.short, _CAP))
        return tuple(dict.fromkeys(name for name in names if name))
    text = "" if value is None else clean(str(value), _CAPS.get(field, _CAP))
    return (text,) if text else ()


def _listed(lines: Sequence[str], shown: int, separator: str) -> dict[str, Value]:
    listed: dict[str, Value] = {"list": separator.join(lines[:shown])}
    if shown < len(lines):
        listed |= {"shown": shown, "total": len(lines)}
    return listed
