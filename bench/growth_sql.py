"""The statements that make rows where they are stored: three messages a ticket, ten thousand a day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY: Final = 3_333  # tickets
RECENT: Final = 14 * A_DAY  # tickets whose cases may be open
QUEUED: Final = A_DAY  # tickets whose messages may wait for a reviewer
PRINTS: Final = 4_000  # different reports; each comes again
REVIEWED: Final = 50  # one ticket in so many has a message that a person read
TEXTS: Final = 5_000
_AGENCIES: Final = 600


@dataclass(frozen=True)
class Says:
    """What only one dialect can say: numbers in SQL come in, an expression comes out."""

    blob: Callable[[str, int], str]
    text: Callable[[str], str]  # 32 hexadecimal digits
    moment: Callable[[str], str]  # of seconds since BEGIN
    json: Callable[[str], str]
    series: Callable[[int, int], str]


POSTGRESQL: Final = Says(
    blob=lambda n, size: f"decode(repeat(md5(({n})::text), {size // 16}), 'hex')",
    text=lambda n: f"md5(({n})::text)",
    moment=lambda seconds: f"(timestamptz '{BEGIN.isoformat()}' + ({seconds}) * interval '1 second')",
    json=lambda value: f"'{value}'::json",
    series=lambda first, last: f"generate_series({first}::bigint, {last}::bigint) AS s(t)",
)
SQLITE: Final = Says(
    blob=lambda n, size: f"randomblob({size})",
    text=lambda n: "lower(hex(randomblob(16)))",
    moment=lambda seconds: (
        f"strftime('%Y-%m-%d %H:%M:%f', '{BEGIN:%Y-%m-%d %H:%M:%S}', ({seconds}) || ' seconds') || '000'"
    ),
    json=lambda value: f"'{value}'",
    series=lambda first, last: (
        f"(WITH RECURSIVE s(t) AS (SELECT {first} UNION ALL SELECT t + 1 FROM s WHERE t < {last}) "  # noqa: S608
        "SELECT t FROM s) AS s"
    ),
)


def at(tickets: int) -> datetime:
    """When ticket number *tickets* comes."""
    return BEGIN + timedelta(days=tickets / A_DAY)


def rows(says: Says, first: int, last: int) -> Iterator[str]:
    """All rows of the tickets *first* to *last*; t is the number of a ticket, 3t the last of its messages."""
    known: dict[str, object] = {
        "series": says.series(first, last),
        "came": says.moment(f"s.t * 86400.0 / {A_DAY}"),
        "later": says.moment(f"s.t * 86400.0 / {A_DAY} + 432000"),
        "sender": "((s.t - 1) / 3 + 1)",
        "place": "(11 + s.t % 38) || '.' || (10 + s.t % 20)",
        "blind": f"{says.text('s.t + 11')} || {says.text('s.t')}",
        "own": says.text("s.t"),
        "number": says.blob("s.t", 64),
        "key": says.blob("s.t", 96),
        "rule": says.json('{"rule": "grown"}'),
        "topics": says.json('["jalan"]'),
        "texts": TEXTS,
        "prints": PRINTS,
        "reviewed": REVIEWED,
        "agencies": _AGENCIES,
    }
    yield _SENDERS.format(**known)
    for each in (1, 2, 3):
        row = f"(s.t * 3 - {3 - each})"
        said = {
            "row": row,
            "uuid": f"'0000' || {says.text(row)}",
            "ref": f"'g' || {says.text(row)}",
            "digest": f"{says.text(row)} || {says.text('s.t')}",
            "body": says.blob(row, 128),
            "reply": says.blob(row, 176),
            **_SAID[each],
        }
        said |= {"when": known["came"] if each == 1 else known["later"], "by": row if each != 2 else "NULL"}
        for statement in (_MESSAGES, _PARTS, _OUTBOX, _RECEIPTS, _EVENTS):
            yield statement.format(**known, **said)
    for statement in (_CASES, _TICKETS, _REVIEWS, _PRINTS, _KEYS):
        yield statement.format(**known)


def settled(says: Says, last: int) -> Iterator[str]:
    """Open: all cases of two weeks, and one older in a thousand; in review: some messages of a day."""
    due = says.moment(f"cases.id * 86400.0 / {A_DAY} + 1728000")
    numbers = {"old": last - RECENT, "read": last - QUEUED, "due": due}
    for statement in _SETTLED:
        yield statement.format(**numbers)


_LATER = f"CASE WHEN s.t % {REVIEWED} = 0 THEN 'ignored' WHEN s.t % 5 = 0 THEN 'attached' ELSE 'command' END"
_SAID: Final = {
    1: {
        "state": "'ticket'",
        "words": "growth_texts.body || ' kode' || s.t % 50000",
        "why": "NULL",
        "kind": "ack",
        "once": "ack:",
        "event": "'opened'",
    },
    2: {
        "state": "'command'",
        "words": "'STATUS ' || s.t",
        "why": "NULL",
        "kind": "status",
        "once": "reply2:",
        "event": "'no-officer'",
    },
    3: {
        "state": _LATER,
        "words": "CASE WHEN s.t % 5 = 0 THEN 'TAMBAH ' || s.t || ' kode' || s.t % 50000 ELSE 'STATUS' END",
        "why": f"CASE WHEN s.t % {REVIEWED} = 0 THEN 'dismissed' END",
        "kind": "status",
        "once": "reply3:",
        "event": "CASE WHEN s.t % 1000 = 7 THEN 'final-limit' WHEN s.t % 5 = 0 THEN 'added' ELSE 'done' END",
    },
}
_SENDERS = """
INSERT INTO senders (id, uuid, blind_index, msisdn_enc, data_key_enc, kind, role, replyable, created_at)
SELECT {sender}, '0000' || {own}, {blind}, {number}, {key}, 'mobile', 'citizen', true, {came}
FROM {series} WHERE s.t % 3 = 1"""
_MESSAGES = """
INSERT INTO messages (id, uuid, sender_id, carrier, receiver, body_raw, body_masked, text_digest, priority,
state, reason, knowledge_version, received_at, finished_at)
SELECT {row}, {uuid}, {sender}, 'simulator', '1708', {body}, {words}, {digest}, 20, {state},
{why}, '2026-11-01', {came}, {came}
FROM {series} JOIN growth_texts ON growth_texts.i = s.t * 7919 % {texts}"""
_PARTS = """
INSERT INTO inbound_parts (id, carrier, carrier_ref, sender_id, message_id, uuid, receiver, received_at)
SELECT {row}, 'simulator', {ref}, {sender}, {row}, {uuid}, '1708', {came} FROM {series}"""
_OUTBOX = """
INSERT INTO outbox (id, uuid, sender_id, carrier, may_have_left, kind, once, ticket_id, message_id, body,
segments, priority, state, attempts, first_tried_at, carrier_ref, receipt, created_at, state_since,
finished_at)
SELECT {row}, {uuid}, {sender}, 'simulator', true, '{kind}', '{once}' || s.t, s.t, {row}, {reply}, 1,
20, 'delivered', 1, {came}, {ref}, 'delivered', {came}, {came}, {came} FROM {series}"""
_RECEIPTS = """
INSERT INTO delivery_receipts (id, carrier, carrier_ref, raw_state, state, outbox_id, received_at)
SELECT {row}, 'simulator', {ref}, 'delivered', 'delivered', {row}, {came} FROM {series}"""
_EVENTS = """
INSERT INTO events (id, case_id, ticket_id, message_id, kind, actor, detail, at)
SELECT {row}, s.t, s.t, {by}, {event}, 'sender:' || {sender}, {rule}, {when} FROM {series}"""
_CASES = """
INSERT INTO cases (id, agency, topic, problem, region, report_type, urgency, state, route_rule,
route_confidence, route_reason, opened_at, state_since, closed_at)
SELECT s.t, 'pupr@' || s.t % {agencies}, 'jalan_jembatan', 'jalan rusak', {place}, 'pengaduan',
'normal', 'done', 'jalan.grown', 0.5, {topics}, {came}, {later}, {later} FROM {series}"""
_TICKETS = """
INSERT INTO tickets (id, number, case_id, sender_id, message_id, created_at)
SELECT s.t, growth_numbers.number, s.t, {sender}, s.t * 3 - 2, {came}
FROM {series} JOIN growth_numbers ON growth_numbers.t = s.t"""
_REVIEWS = """
INSERT INTO review_items (id, reference, message_id, reason, priority, opened_at, due_at, closed_at, outcome)
SELECT s.t, 'T-' || s.t, s.t * 3, 'unclear', 20, {came}, {later}, {came}, 'dismissed'
FROM {series} WHERE s.t % {reviewed} = 0"""
_PRINTS = """
INSERT INTO prints (ticket_id, at, mergeable, urgency, features)
SELECT s.t, {came}, true, 'normal', growth_prints.features
FROM {series} JOIN growth_prints ON growth_prints.i = s.t * 7919 % {prints}"""
_KEYS = """
INSERT INTO print_keys (key, at, ticket_id)
SELECT growth_keys.key, {came}, s.t
FROM {series} JOIN growth_keys ON growth_keys.i = s.t * 7919 % {prints}"""
_SETTLED = (
    """
UPDATE cases SET state = 'done', closed_at = opened_at, due_at = NULL, overdue_told_at = NULL
WHERE closed_at IS NULL AND id <= {old} AND route_rule = 'jalan.grown' AND id % 1000 <> 7""",
    """
UPDATE cases SET state = CASE WHEN id % 1000 = 7 THEN 'working' WHEN id % 20 < 3 THEN 'unverified'
WHEN id % 20 < 8 THEN 'routed' WHEN id % 20 < 15 THEN 'working' ELSE 'answered' END,
closed_at = NULL, due_at = {due}, overdue_told_at = CASE WHEN id <= {old} THEN {due} END
WHERE route_rule = 'jalan.grown' AND closed_at IS NOT NULL AND (id > {old} OR id % 1000 = 7)""",
    """
UPDATE cases SET overdue_told_at = due_at
WHERE closed_at IS NULL AND overdue_told_at IS NULL AND id <= {old} AND route_rule = 'jalan.grown'""",
    """
UPDATE messages SET state = 'ignored', reason = 'dismissed' WHERE id IN
(SELECT message_id FROM review_items WHERE closed_at IS NULL AND reason = 'unclear' AND id <= {read})""",
    """
UPDATE review_items SET closed_at = opened_at, outcome = 'dismissed'
WHERE closed_at IS NULL AND reason = 'unclear' AND id <= {read}""",
    "UPDATE review_items SET closed_at = NULL, outcome = NULL WHERE reason = 'unclear' AND id > {read}",
    """
UPDATE messages SET state = 'review', reason = 'unclear' WHERE id IN
(SELECT message_id FROM review_items WHERE closed_at IS NULL AND reason = 'unclear' AND id > {read})""",
)
