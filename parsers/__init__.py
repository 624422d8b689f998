"""Text of a citizen in, understood value out: pure, never raising, linear in the length of the text."""

from parsers.complaint import (
    Command,
    Evidence,
    Failure,
    Kind,
    Missing,
    Parsed,
    Period,
    Personal,
    PersonalSpan,
    Place,
    ReportType,
    Role,
    Urgency,
    Verb,
)
from parsers.fingerprint import fingerprint_text
from parsers.knowledge import Knowledge, load_knowledge
from parsers.pipeline import parse, parse_command, parse_report
from parsers.plain import is_everyday, named_streets, plain_words
from parsers.privacy import mask, personal_data
from parsers.registration import is_sim_registration, mask_registration
from parsers.urgency import hint

__all__ = [
    "Command",
    "Evidence",
    "Failure",
    "Kind",
    "Knowledge",
    "Missing",
    "Parsed",
    "Period",
    "Personal",
    "PersonalSpan",
    "Place",
    "ReportType",
    "Role",
    "Urgency",
    "Verb",
    "fingerprint_text",
    "hint",
    "is_everyday",
    "is_sim_registration",
    "load_knowledge",
    "mask",
    "mask_registration",
    "named_streets",
    "parse",
    "parse_command",
    "parse_report",
    "personal_data",
    "plain_words",
]
