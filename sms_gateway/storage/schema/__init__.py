"""The data model, split by area; one metadata for both databases."""

from sms_gateway.storage.schema.accounts import accounts, console_sessions, recovery_codes, sign_in_tries
from sms_gateway.storage.schema.base import metadata
from sms_gateway.storage.schema.cases import (
    cases,
    erasures,
    events,
    merges,
    questions,
    review_items,
    statements,
    tickets,
)
from sms_gateway.storage.schema.directory import agencies, agency_changes
from sms_gateway.storage.schema.duplicates import links, print_keys, prints, resting_cases
from sms_gateway.storage.schema.exporting import export_parts, exports
from sms_gateway.storage.schema.hourly import hourly
from sms_gateway.storage.schema.inbound import inbound_parts, messages, senders
from sms_gateway.storage.schema.learning import knowledge_versions, lessons, lexicon_rules
from sms_gateway.storage.schema.officers import audit, audit_head, leaves, officers, orders, tasks
from sms_gateway.storage.schema.operations import (
    buckets,
    carrier_health,
    counted,
    cursors,
    heartbeats,
    instance,
    signature_failures,
    turns,
)
from sms_gateway.storage.schema.outbound import delivery_receipts, outbox
from sms_gateway.storage.schema.privacy import legal_holds
from sms_gateway.storage.schema.reviewing import corrections, review_decisions
from sms_gateway.storage.schema.rewording import rewordings, wording_versions
from sms_gateway.storage.schema.tickets_desk import reveals, undos
from sms_gateway.storage.schema.viewing import message_views, views

__all__ = [
    "accounts",
    "agencies",
    "agency_changes",
    "audit",
    "audit_head",
    "buckets",
    "carrier_health",
    "cases",
    "console_sessions",
    "corrections",
    "counted",
    "cursors",
    "delivery_receipts",
    "erasures",
    "events",
    "export_parts",
    "exports",
    "heartbeats",
    "hourly",
    "inbound_parts",
    "instance",
    "knowledge_versions",
    "leaves",
    "legal_holds",
    "lessons",
    "lexicon_rules",
    "links",
    "merges",
    "message_views",
    "messages",
    "metadata",
    "officers",
    "orders",
    "outbox",
    "print_keys",
    "prints",
    "questions",
    "recovery_codes",
    "resting_cases",
    "reveals",
    "review_decisions",
    "review_items",
    "rewordings",
    "senders",
    "sign_in_tries",
    "signature_failures",
    "statements",
    "tasks",
    "tickets",
    "turns",
    "undos",
    "views",
    "wording_versions",
]
