"""The order of the stages from text to value; whatever the text, an answer comes back."""

from collections.abc import Sequence
from datetime import datetime

from parsers.commands import citizen_command
from parsers.complaint import (
    Command,
    Evidence,
    Failure,
    Kind,
    Missing,
    Parsed,
    PersonalSpan,
    Place,
    Role,
)
from parsers.knowledge import Knowledge
from parsers.nature import find_agencies, find_type
from parsers.normalize import Clean, clean
from parsers.notice import NoticeFinding, find_echo, find_notice
from parsers.notice_signs import find_signs, told_by_signs, vetoed
from parsers.officer_commands import officer_command
from parsers.period import find_period
from parsers.place import PlaceFinding, find_place
from parsers.privacy import personal_spans
from parsers.reading import WEIGHED, Reading, behind_keyword, placing, read
from parsers.registration import reads_as_registration
from parsers.spelling import spell
from parsers.topic import SPEAKS, TopicFinding, find_topics
from parsers.urgency import find_urgency
from parsers.zones import zone_of

_LIMIT = 12_000  # characters that are read; more than any joined SMS
_SURE = 4.0  # topic evidence that is as good as it gets


def parse(
    text: str, *, now: datetime, knowledge: Knowledge, region: str | None = None, role: Role = Role.CITIZEN
) -> Parsed:
    """Everything understood of *text*; *region* is a Kemendagri code known from before.

    Never raises for any text, and takes time linear in its length. Offsets count characters of *text*.
    """
    raw = text[:_LIMIT]
    cleaned = clean(raw)
    personal = personal_spans(raw, cleaned)
    if not cleaned.text.strip():
        return Parsed(
            Kind.NOT_A_REPORT, failure=Failure.EMPTY, confidence=1.0, knowledge_version=knowledge.version
        )
    if reads_as_registration(cleaned):
        told = (Evidence("failure", 0, len(raw), "sim_registration"), *_shown(personal))
        return _failed(NoticeFinding(Failure.SIM_REGISTRATION, told), personal, knowledge)
    echo = find_echo(cleaned)
    if echo.failure:
        return _failed(echo, personal, knowledge)
    command = _command(raw, cleaned, role, knowledge)
    if command:
        return _commanded(command, raw, cleaned, personal, knowledge)
    return _reported(raw, cleaned, personal, now, knowledge, region)


def parse_report(text: str, *, now: datetime, knowledge: Knowledge, region: str | None = None) -> Parsed:
    """As `parse`, of a text that somebody who read it calls a report: no command and no notice is seen in it.

    Topics are ranked in any case; a text without a word has none.
    """
    raw = text[:_LIMIT]
    cleaned = clean(raw)
    personal = personal_spans(raw, cleaned)
    if not cleaned.text.strip():
        return Parsed(
            Kind.REPORT,
            missing=(Missing.PLACE, Missing.PROBLEM),
            personal_data=personal,
            knowledge_version=knowledge.version,
        )
    return _reported(raw, cleaned, personal, now, knowledge, region, sure=True)


def parse_command(text: str, *, role: Role, knowledge: Knowledge) -> Command | None:
    """The command *text* is, or None when it is a text; officer verbs only for officers. Never raises."""
    raw = text[:_LIMIT]
    cleaned = clean(raw)
    if not cleaned.text.strip() or reads_as_registration(cleaned) or find_echo(cleaned).failure:
        return None
    return _command(raw, cleaned, role, knowledge)


def _command(raw: str, cleaned: Clean, role: Role, knowledge: Knowledge) -> Command | None:
    body, _ = behind_keyword(raw, cleaned, knowledge.lexicon)
    if role is Role.OFFICER and body is cleaned:
        command = officer_command(raw, cleaned)
        if command:
            return command
    behind = citizen_command(raw, body, lambda part: _speaks_of_problem(part, knowledge))
    if behind or body is cleaned:
        return behind
    return citizen_command(raw, cleaned, lambda part: _speaks_of_problem(part, knowledge))


def _speaks_of_problem(text: str, knowledge: Knowledge) -> bool:
    cleaned = clean(text[:WEIGHED])
    words = spell(cleaned, knowledge.lexicon.slang)
    muted = placing(words, cleaned, find_place(cleaned, knowledge.gazetteer, None).evidence)
    return find_topics(words, cleaned, knowledge.lexicon, muted).strength >= SPEAKS


def _failed(notice: NoticeFinding, personal: tuple[PersonalSpan, ...], knowledge: Knowledge) -> Parsed:
    return Parsed(
        Kind.NOT_A_REPORT,
        failure=notice.failure,
        personal_data=personal,
        confidence=0.5 if notice.failure is Failure.UNCLEAR else 0.9,
        evidence=notice.evidence,
        knowledge_version=knowledge.version,
    )


def _commanded(
    command: Command, raw: str, cleaned: Clean, personal: tuple[PersonalSpan, ...], knowledge: Knowledge
) -> Parsed:
    verb_end = (
        len(raw) - len(command.rest) if command.rest and raw.rstrip().endswith(command.rest) else len(raw)
    )
    return Parsed(
        Kind.COMMAND,
        text=command.rest,
        command=command,
        personal_data=personal,
        confidence=0.95,
        evidence=(Evidence("command", 0, max(verb_end, 1), command.verb.value), *_shown(personal)),
        knowledge_version=knowledge.version,
    )


def _reported(
    raw: str,
    cleaned: Clean,
    personal: tuple[PersonalSpan, ...],
    now: datetime,
    knowledge: Knowledge,
    region: str | None,
    *,
    sure: bool = False,
) -> Parsed:
    lexicon = knowledge.lexicon
    reading = read(raw, cleaned, lexicon, knowledge.gazetteer, region)
    body, words = reading.body, reading.words
    topics = find_topics(words, body, lexicon, reading.muted, knowledge.model)
    strength = topics.strength if topics.strength >= SPEAKS else 0.0
    signs = find_signs(words, body, lexicon.signs, strength)
    signed = told_by_signs(signs, lexicon.signs.rules, len(words), strength)
    notice = find_notice(
        reading.notices, words, body, strength, _is_placed(reading.place.place), signed, vetoed(signs)
    )
    if notice.failure and not sure:
        told = NoticeFinding(notice.failure, (*notice.evidence, *_shown(personal)))
        return _failed(told, personal, knowledge)
    return _told(raw, reading, topics, personal, now, knowledge, region)


def _told(
    raw: str,
    reading: Reading,
    topics: TopicFinding,
    personal: tuple[PersonalSpan, ...],
    now: datetime,
    knowledge: Knowledge,
    region: str | None,
) -> Parsed:
    """The report with all it says; that it is one is decided."""
    body, place = reading.body, reading.place
    kind, kind_told = find_type(reading.words, body, knowledge.lexicon)
    agencies, agencies_told = find_agencies(reading.words, body, knowledge.lexicon)
    period = find_period(body, now, zone_of(place.place.code or region), personal)
    urgency = find_urgency(body)
    return Parsed(
        Kind.REPORT,
        text=raw[body.offsets[0] :].strip(),
        type=kind,
        topics=topics.topics,
        problem=topics.problem,
        place=place.place,
        period=period.period,
        urgency=urgency.urgency,
        agencies=agencies,
        personal_data=personal,
        missing=_missing(topics, place),
        confidence=_confidence(topics, place),
        evidence=(
            *reading.keyword,
            *topics.evidence,
            *_placed(place),
            *period.evidence,
            *kind_told,
            *agencies_told,
            *urgency.evidence,
            *_shown(personal),
        ),
        knowledge_version=knowledge.version,
    )


def _placed(place: PlaceFinding) -> tuple[Evidence, ...]:
    """The evidence of the place under the one published field; its rule names the part."""
    return tuple(Evidence("place", told.start, told.end, told.rule) for told in place.evidence)


def _shown(personal: Sequence[PersonalSpan]) -> tuple[Evidence, ...]:
    return tuple(Evidence("personal_data", span.start, span.end, span.type.value) for span in personal)


def _is_placed(place: Place) -> bool:
    return bool(place.regency or place.village or place.street or place.landmark or place.candidates)


def _missing(topics: TopicFinding, place: PlaceFinding) -> tuple[Missing, ...]:
    found = place.place
    missing: list[Missing] = []
    if not (found.regency or found.village or found.street or found.landmark):
        missing.append(Missing.PLACE)
    if topics.strength < SPEAKS:
        missing.append(Missing.PROBLEM)
    return tuple(missing)


def _confidence(topics: TopicFinding, place: PlaceFinding) -> float:
    """How far the whole reading can be trusted: the lead of the first topic, its evidence, and a place."""
    if topics.strength < SPEAKS:
        return 0.2 if _is_placed(place.place) else 0.1
    lead = topics.topics[0][1] - topics.topics[1][1]
    evidence = min(1.0, topics.strength / _SURE)
    placed = 0.15 if _is_placed(place.place) else 0.0
    return round(min(0.99, 0.2 + 0.4 * lead + 0.25 * evidence + placed), 2)
