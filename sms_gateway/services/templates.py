"""The texts as a person looks at them: which speak and whose they are, filled in, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from sms_gateway.catalog.sentence_checks import Wrong
from sms_gateway.catalog.sentence_remarks import OTHER, Remark, remarks
from sms_gateway.catalog.wording import packaged_wording
from sms_gateway.catalog.wording_overlay import Laid, Texts, wrongs
from sms_gateway.domain.counting import Count, count
from sms_gateway.domain.rewording import LONGEST_TEXT, Speaker
from sms_gateway.domain.sentences import BRANDS, Sentence
from sms_gateway.domain.specimens import render_longest, render_variant
from sms_gateway.domain.wording import Wording
from sms_gateway.services.office import Office
from sms_gateway.services.spoken import lay_version
from sms_gateway.storage import rewordings

_UNSPEAKABLE: Final = frozenset({"brackets", "open", "braces", "field", "part"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A text, how it looks with the longest values (None: it cannot be filled in), and what that costs."""

    text: str
    specimen: str | None
    count: Count
    wrongs: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in a list; *waiting* is the proposal for it that nobody has decided."""

    sentence: Sentence
    specimen: str
    texts: int
    units: int
    segments: int
    speaker: Speaker
    waiting: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence whole. *file*, *console*: their texts if they change it; *refused*: the latter is unfit."""

    sentence: Sentence
    remark: Remark
    speaker: Speaker
    texts: Texts
    packaged: Texts
    file: Texts | None
    console: Texts | None
    refused: bool
    waiting: int | None
    brands: tuple[str, ...]

    @property
    def both(self) -> bool:
        """Whether the file of the deployment and the console both say something else."""
        return self.file is not None and self.console is not None


def groups(office: Office, words: str = "", speaker: Speaker | None = None) -> dict[str, list[Line]]:
    """Every sentence by its group; *words*: only those that hold each, in a text, specimen or key."""
    laid, waiting, _ = _now(office)
    base, packaged = office.file_wording(), _packaged(office)
    specimens = _specimens(_Hashed(laid.wording), office.settings.limits.quote_segments)
    known = remarks(base.language)
    found: dict[str, list[Line]] = {}
    for sentence in dict.fromkeys((*known, *Sentence)):
        line = _line(sentence, laid, base, packaged, specimens[sentence], waiting)
        told = " ".join((sentence.value, line.specimen, *laid.wording.sentences[sentence])).lower()
        if speaker in (None, line.speaker) and all(word in told for word in words.lower().split()):
            group = known[sentence].group if sentence in known else OTHER
            found.setdefault(group, []).append(line)
    return found


def show(sentence: Sentence, office: Office) -> Shown:
    """Everything about one sentence."""
    laid, waiting, overlay = _now(office)
    base, packaged = office.file_wording(), _packaged(office)
    ours, theirs = packaged.sentences[sentence], base.sentences[sentence]
    return Shown(
        sentence=sentence,
        remark=remarks(base.language).get(sentence, Remark(OTHER, "")),
        speaker=_speaker(sentence, laid, base, packaged),
        texts=laid.wording.sentences[sentence],
        packaged=ours,
        file=theirs if theirs != ours else None,
        console=overlay.get(sentence.value),
        refused=sentence.value in laid.refused,
        waiting=waiting.get(sentence.value),
        brands=BRANDS[sentence.audience],
    )


def measure(texts: Sequence[str], sentence: Sentence, office: Office) -> tuple[Measured, ...]:
    """Each of *texts* as it would be sent, and everything the check of a file would say."""
    wording, segments = office.file_wording(), office.settings.limits.quote_segments
    cut = tuple(text[:LONGEST_TEXT] for text in texts)
    found = wrongs(cut, sentence, wording, segments)
    return tuple(
        _measured(text, wrong, sentence, wording, segments) for text, wrong in zip(cut, found, strict=True)
    )


def in_force(office: Office) -> tuple[Wording, Mapping[str, Texts], tuple[str, ...]]:
    """The texts as the database has them now, what the console changes in them, and what of it is unfit."""
    laid, _, overlay = _now(office)
    return laid.wording, overlay, laid.refused


def notice(office: Office) -> tuple[bool, str] | None:
    """What an operator should know of the console's texts: whether all are in force. None without any."""
    laid, _, overlay = _now(office)
    if not overlay:
        return None
    base, packaged = office.file_wording(), _packaged(office)
    both = [each for each in laid.sentences if base.sentences[each] != packaged.sentences[each]]
    told = f"{len(laid.sentences)} of the console"
    told += f", over those of the file: {', '.join(sorted(both))}" if both else ""
    told += f"; not in force: {', '.join(sorted(laid.refused))}" if laid.refused else ""
    return not laid.refused, told


def _now(office: Office) -> tuple[Laid, dict[str, int], Mapping[str, Texts]]:
    base = office.file_wording()
    with office.sessions.read() as session:
        revision = rewordings.revision(session, base.language)
        overlay = rewordings.in_force(session, base.language)
        waiting = rewordings.waiting(session, base.language)
    return lay_version(base, overlay, office.settings.limits.quote_segments, revision), waiting, overlay


def _line(
    sentence: Sentence,
    laid: Laid,
    base: Wording,
    packaged: Wording,
    specimen: str,
    waiting: Mapping[str, int],
) -> Line:
    counted = count(specimen)
    return Line(
        sentence=sentence,
        specimen=specimen,
        texts=len(laid.wording.sentences[sentence]),
        units=counted.units,
        segments=counted.segments,
        speaker=_speaker(sentence, laid, base, packaged),
        waiting=waiting.get(sentence.value),
    )


def _speaker(sentence: Sentence, laid: Laid, base: Wording, packaged: Wording) -> Speaker:
    if sentence in laid.sentences:
        return Speaker.CONSOLE
    same = base.sentences[sentence] == packaged.sentences[sentence]
    return Speaker.PACKAGED if same else Speaker.FILE


def _measured(
    text: str, wrong: tuple[Wrong, ...], sentence: Sentence, wording: Wording, segments: int
) -> Measured:
    """A sign that is not GSM-7 is counted as it would be sent, so the specimen keeps it."""
    if any(each.code in _UNSPEAKABLE for each in wrong):
        return Measured(text, None, count(text), wrong)
    specimen = render_variant(wording, sentence, text, segments).text
    return Measured(text, specimen, count(specimen), wrong)


@dataclass(frozen=True, slots=True)
class _Hashed:
    """A wording as a key: its version says what is in it."""

    wording: Wording

    def __hash__(self) -> int:
        return hash(self.wording.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and self.wording.version == other.wording.version


@lru_cache(maxsize=2)
def _specimens(wording: _Hashed, segments: int) -> Mapping[Sentence, str]:
    """Every sentence with the longest values: a tenth of a second, which each version is worth once."""
    return {each: render_longest(wording.wording, each, segments).text for each in Sentence}


def _packaged(office: Office) -> Wording:
    return _packaged_in(office.settings.templates.language, office.settings.limits.quote_segments)


@cache
def _packaged_in(language: str, segments: int) -> Wording:
    return packaged_wording(language, segments=segments)
