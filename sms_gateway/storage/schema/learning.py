"""What people taught the parser: examples, rules, and every version of the rules in force."""

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, String, Table, Text

from parsers.overlay import RuleKind
from sms_gateway.domain.lessons import Because, RuleState
from sms_gateway.storage.schema.base import BigId, Moment, closed, id_column, metadata, state_column

lessons = Table(
    "lessons",
    metadata,
    id_column(),
    Column("text", Text, nullable=False),  # personal data are replaced before it is stored
    Column("topic", String(32)),  # NULL here and below: not known
    Column("regency", String(13)),
    Column("kind", String(32)),  # what the text is: "report", "not_a_report:spam"
    Column("review_id", BigId, index=True),  # the item of the review queue whose correction it is
    Column("undone_at", Moment),  # the correction was taken back: it teaches nothing
    Column("made_by", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
)

lexicon_rules = Table(
    "lexicon_rules",
    metadata,
    id_column(),
    Column("kind", String(16), nullable=False),
    Column("term", String(64), nullable=False),
    Column("value", String(64), nullable=False),
    Column("weight", Float, nullable=False),
    state_column(RuleState.PROPOSED),
    Column("lesson_id", BigId, ForeignKey("lessons.id")),  # the example it came with
    Column("proposed_by", String(64), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", Moment),
    Column("trial", JSON(none_as_null=True)),  # what it would change; NULL: not tried yet
    closed("kind", RuleKind, "known_kind"),
    closed("state", RuleState),
    Index("ix_lexicon_rules_state", "state", "id"),
)

knowledge_versions = Table(  # append-only; the highest id is in force
    "knowledge_versions",
    metadata,
    id_column(),
    Column("rules", JSON, nullable=False),  # whole, so that an old version can be taken back at once
    Column("because", String(16), nullable=False),
    Column("subject", BigId, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    closed("because", Because, "known_reason"),
)
