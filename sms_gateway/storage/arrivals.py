"""What a batch of deliveries asks of the database: always the same few statements, however many rows it has.

A statement whose text depends on the number of rows is another one for each number: to make and read it cost
more than to run it.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, CompoundSelect, bindparam, insert, null, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from sms_gateway.storage.dialect import among, rows_of
from sms_gateway.storage.schema import inbound_parts, messages, senders
from sms_gateway.storage.senders import SenderRow, locking

Ref = tuple[str, str]
MESSAGE: Final = (
    "uuid",
    "sender_id",
    "carrier",
    "receiver",
    "body_raw",
    "body_masked",
    "text_digest",
    "media_count",
    "opt_out",
    "priority",
    "received_at",
)
PART: Final = ("uuid", "sender_id", "carrier", "carrier_ref", "fault", "received_at")
_ADD_MESSAGE: Final = insert(messages).inline()  # no id comes back: one row alone would be another statement
_ADD_PART: Final = (
    insert(inbound_parts)
    .inline()
    .values(message_id=select(messages.c.id).where(messages.c.uuid == bindparam("of_uuid")).scalar_subquery())
)


def known(
    session: Session, blinds: Collection[str], refs: Collection[Ref]
) -> tuple[dict[str, SenderRow], dict[Ref, str | None]]:
    """What *blinds* have a row, locked, and who delivered which (carrier, carrier_ref) before, ever.

    None stands for somebody who was forgotten since.
    """
    phones, delivered = dict[str, SenderRow](), dict[Ref, str | None]()
    wanted = sorted(blinds)
    query = _known(session.get_bind().dialect.name)
    for carrier in sorted({carrier for carrier, _ in refs}):
        of_carrier = [ref for each, ref in refs if each == carrier]
        found = session.execute(query, {"blinds": wanted, "carrier": carrier, "refs": of_carrier})
        for ref, blind, *phone in found:
            if ref is None:
                phones[blind] = SenderRow(*phone)
            else:
                delivered[carrier, ref] = blind
        wanted = []
    return phones, delivered


def add(session: Session, drafts: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Insert (message, its only part) in the order given: within a sender, ids follow arrival."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_add_both(), _columns(drafts))
        return
    session.execute(_ADD_MESSAGE, [message for message, _ in drafts])
    session.execute(_ADD_PART, [{**part, "of_uuid": message["uuid"]} for message, part in drafts])


@cache
def _known(dialect: str) -> CompoundSelect[Any]:
    phones = locking(dialect).cte("phones")
    nothing = [null()] * (len(phones.c) - 1)
    delivered = (
        select(inbound_parts.c.carrier_ref, senders.c.blind_index, *nothing)
        .join(senders, senders.c.id == inbound_parts.c.sender_id)
        .where(inbound_parts.c.carrier == bindparam("carrier"))
        .where(among(dialect, inbound_parts.c.carrier_ref, "refs"))
    )
    return select(null(), *phones.c).union_all(delivered)


@cache
def _add_both() -> Insert:
    """One statement for any number of rows, which come as arrays; SQLite has no arrays."""
    given = rows_of([*_prefixed("m", messages, MESSAGE), *_prefixed("p", inbound_parts, PART)])
    wanted = select(given).cte("wanted")
    rows = select(*(wanted.c[f"m_{name}"] for name in MESSAGE)).order_by(wanted.c.nr)
    made = insert(messages).from_select(MESSAGE, rows).returning(messages.c.id, messages.c.uuid).cte("made")
    parts = select(*(wanted.c[f"p_{name}"] for name in PART), made.c.id).join_from(
        wanted, made, made.c.uuid == wanted.c.m_uuid
    )
    return insert(inbound_parts).from_select([*PART, "message_id"], parts.order_by(wanted.c.nr))


def _prefixed(prefix: str, table: Any, names: Sequence[str]) -> list[Column[Any]]:
    return [Column(f"{prefix}_{name}", table.c[name].type) for name in names]


def _columns(drafts: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, list[Any]]:
    return {f"m_{name}": [message[name] for message, _ in drafts] for name in MESSAGE} | {
        f"p_{name}": [part[name] for _, part in drafts] for name in PART
    }
