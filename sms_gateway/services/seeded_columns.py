"""The columns of made-up conversations by table; what others refer to is stored before them."""

from typing import Final

from sqlalchemy import Table

from sms_gateway.storage.schema import (
    cases,
    events,
    inbound_parts,
    merges,
    messages,
    outbox,
    resting_cases,
    review_items,
    statements,
    tickets,
)

COLUMNS: Final[dict[Table, tuple[str, ...]]] = {
    messages: (
        *("id", "uuid", "sender_id", "carrier", "receiver", "body_raw", "body_masked", "text_digest"),
        *("priority", "state", "reason", "received_at", "finished_at"),
    ),
    inbound_parts: (
        *("id", "carrier", "carrier_ref", "sender_id", "message_id", "uuid", "receiver"),
        *("part_number", "part_total", "received_at"),
    ),
    cases: (
        *("id", "agency", "topic", "problem", "region", "report_type", "urgency", "state", "route_rule"),
        *("route_confidence", "route_reason", "opened_at", "state_since", "due_at", "closed_at"),
    ),
    tickets: ("id", "number", "case_id", "sender_id", "message_id", "created_at"),
    merges: ("id", "ticket_id", "from_case_id", "to_case_id", "reason", "actor", "merged_at"),
    resting_cases: ("case_id", "into_case_id", "since"),
    statements: ("id", "uuid", "case_id", "kind", "actor", "body", "at"),
    events: ("id", "case_id", "ticket_id", "message_id", "kind", "actor", "detail", "at"),
    review_items: (
        *("id", "reference", "message_id", "reason", "priority", "opened_at", "due_at", "closed_at"),
        "outcome",
    ),
    outbox: (
        *("id", "uuid", "sender_id", "carrier", "kind", "once", "ticket_id", "message_id", "body"),
        *("segments", "priority", "state", "reason", "attempts", "first_tried_at", "carrier_ref"),
        *("receipt", "created_at", "state_since", "finished_at"),
    ),
}
