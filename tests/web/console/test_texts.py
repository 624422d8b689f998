"""Every word of a page comes from the two files of texts, and both have the same keys."""

import ast
import re
from pathlib import Path

import pytest

import sms_gateway
from parsers import Kind
from parsers.overlay import WEIGHTS, Objection, RuleKind
from sms_gateway.catalog.console_texts import LANGUAGES, read_console_texts
from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.sentence_checks import CODES
from sms_gateway.catalog.sentence_remarks import remarks
from sms_gateway.domain.accounts import PasswordFault
from sms_gateway.domain.audit_actions import ACTIONS, GROUPS
from sms_gateway.domain.dead_letters import Against, DropReason, Waiting
from sms_gateway.domain.expiry import KINDS
from sms_gateway.domain.exporting import ExportFault, ExportKind, ExportState
from sms_gateway.domain.gsm7 import Encoding
from sms_gateway.domain.hourly import AGES
from sms_gateway.domain.lessons import Because, RuleState
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.privacy import EraseReason, HoldReason, NotErased
from sms_gateway.domain.retention import DataClass, Stays
from sms_gateway.domain.reviewing import FIELDS, Opened, Outcome, Reason, Undo
from sms_gateway.domain.rewording import MadeBy, RewordingState, Speaker
from sms_gateway.domain.sentences import Audience, Sentence
from sms_gateway.domain.spans import Chosen, SpanFault
from sms_gateway.services.audit import CLOCK, OPERATOR
from sms_gateway.services.exports import NotExported
from sms_gateway.services.learning import NotTaught
from sms_gateway.services.legal_holds import Told
from sms_gateway.services.password_change import ChangeRefusal
from sms_gateway.services.review_acts import Refusal
from sms_gateway.services.rewording import NotReworded
from sms_gateway.services.sign_in import VISITOR, SignInRefusal
from sms_gateway.web.console.navigation import ITEMS
from sms_gateway.web.console.routes import EXPLAINED

ROOT = Path(sms_gateway.__file__).parent
TEMPLATES = sorted((ROOT / "web/templates/console").rglob("*.html"))
TEXTS = read_console_texts()["id"].texts
# Names, not words: they are the same in every language.
NAMES = {"LAPOR!", "1708"}
ACTS, PARTS = ("reset", "disable", "enable"), ("link", "title", "explain", "submit")
NOTING = ("audit.note", "audit.note_under", "note_under", "desk.note", "held.note", "self.note", "_note")
BREAKS = ("changed", "missing", "inserted", "older-changed", "end-forged", "end-missing", "not-the-noted-one")
PRIVACY_PAGES = ("privacy", "search_lookers", "breach_pack", "erasures", "holds")
COUNTED = ("people", "tickets", "messages", "numbers", "searches", "exports")
# The pages that note what they show; a new one has a name here.
PAGES_NOTED = (
    *("tickets", "ticket", "reveal_number", "move_ticket", "refile_ticket", "merge_ticket"),
    *("triage", "forward_many"),
    "rule",
    *("reviews", "review", "claim_review", "skip_review", "accept_review", "merge_review", "dismiss_review"),
)
# Events of other modules than those that move a case.
EVENTS = ("final-limit", "no-officer", "joined", "sms-dropped", "sms-retried", "withdrawn", "reviewed")
KEYS_PUT_TOGETHER = {
    *(f"tickets.event.{event}" for event in EVENTS),
    *(f"tickets.lost.{why}" for why in ("erased", "sealed")),
    *(f"nav.{item.key}" for item in ITEMS),
    *(f"role.{role}" for role in AccountRole),
    *(f"role_hint.{role}" for role in AccountRole),
    *(f"language.{language}" for language in LANGUAGES),
    *(f"error.{part}_{code}" for code in EXPLAINED for part in ("title", "remedy")),
    *(f"password.{fault}" for fault in (*PasswordFault, *ChangeRefusal)),
    *(f"sign_in.{refusal}" for refusal in SignInRefusal),
    *(f"code.{refusal}" for refusal in (SignInRefusal.WRONG, SignInRefusal.THROTTLED)),
    *(f"dashboard.last.{each}" for each in Chosen if each is not Chosen.DATES),
    *(f"dashboard.fault.{fault}" for fault in SpanFault),
    *(f"dashboard.age.{age}" for age in AGES),
    *(f"users.{act}.{part}" for act in ACTS for part in PARTS),
    *(f"reviews.refused.{refusal}" for refusal in Refusal),
    *(f"reviews.undo.{verdict}" for verdict in Undo),
    *(f"reviews.outcome.{outcome}" for outcome in (*Outcome, "settled")),
    *(f"reviews.reason.{why}" for why in Opened),
    *(f"reviews.dismiss.reason.{reason}" for reason in Reason),
    *(f"reviews.kind.{kind}" for kind in Kind),
    *(f"reviews.field.{field}" for field in set(FIELDS.values())),
    *(f"reviews.done.{what}_{how}" for what in (*Outcome, "several") for how in ("told", "quiet")),
    *(f"outbox.{part}.{state}" for state in Waiting for part in ("states", "means")),
    *(f"outbox.{act}.{part}" for act in ("retry", "drop") for part in PARTS),
    *(f"outbox.kinds.{kind}" for kind in KINDS),
    *(f"status.waits.{kind}" for kind in ("review", "held", "case", "final")),
    *(f"outbox.drop_reason.{reason}" for reason in DropReason),
    *(f"outbox.against.{code}" for code in Against),
    *(f"status.group.{key}" for key in ("fault", "note", "well")),
    *(f"audit.why.{why}" for why in BREAKS),
    *(f"audit.act.{action}" for action in ACTIONS),
    *(f"audit.group.{group}" for group in GROUPS),
    *(f"audit.who.{who}" for who in (CLOCK, OPERATOR, VISITOR)),
    *(f"learning.kind.{kind}" for kind in RuleKind),
    *(f"learning.kind_hint.{kind}" for kind in RuleKind),
    *(f"learning.weight_{weight:g}" for weight in WEIGHTS),
    *(f"learning.state.{state}" for state in RuleState),
    *(f"learning.because.{because}" for because in Because),
    *(f"learning.part.{part}" for part in ("topic", "place", "agency")),
    *(f"learning.rollback.{part}" for part in PARTS),
    *(f"learning.told.{told}" for told in ("proposed", "approved", "rejected", "withdrawn", "rolled_back")),
    *(f"learning.refused.{why}" for why in (*Objection, *NotTaught)),
    *(f"privacy.{part}.{each}" for part in ("class", "class_hint") for each in DataClass),
    *(f"privacy.stays.{each}" for each in Stays),
    *(f"privacy.tab.{each}" for each in PRIVACY_PAGES),
    *(f"privacy.way.{each}" for each in ("page", "shown", "searched")),
    *(f"privacy.page.{each}" for each in PAGES_NOTED),
    *(f"privacy.counts.{each}" for each in COUNTED),
    *(f"privacy.erase_reason.{each}" for each in EraseReason),
    *(f"privacy.not_erased.{each}" for each in NotErased),
    *(f"privacy.hold_reason.{each}" for each in HoldReason),
    *(f"privacy.hold_refused.{each}" for each in Told if each is not Told.DONE),
    *(f"privacy.lift.{part}" for part in PARTS),
    "privacy.hold_lifted",
    *(f"templates.speaker.{each}" for each in Speaker),
    *(f"templates.encoding.{each}" for each in Encoding),
    *(f"templates.audience.{each}" for each in Audience),
    *(f"templates.group.{each.group}" for each in remarks("id").values()),
    *(f"templates.field.{each}" for sentence in Sentence for each in sentence.fields),
    *(f"templates.state.{each}" for each in RewordingState),
    *(f"templates.because.{each}" for each in MadeBy),
    *(f"templates.refused.{each}" for each in NotReworded),
    *(f"templates.told.{told}" for told in ("proposed", "approved", "rejected", "rolled_back")),
    *(f"templates.rollback.{part}" for part in PARTS),
    *(f"templates.wrong.{code}" for code in CODES),
    *(f"exports.kind.{each}" for each in ExportKind),
    *(f"exports.state.{each}" for each in ExportState),
    *(f"exports.why.{each}" for each in ExportFault),
    *(f"exports.refused.{each}" for each in (*NotExported, "sender", "filter")),
    *(f"users.refused.{code}" for code in ("name", "taken", "agency", "no_agency", "unknown", "last_admin")),
}


def test_a_missing_translation_and_a_missing_field_are_named(tmp_path: Path) -> None:
    (tmp_path / "console.id.yaml").write_text("a: satu\nb: '{count} buah'\n", encoding="utf-8")
    (tmp_path / "console.en.yaml").write_text("b: '{number} pieces'\nc: three\n", encoding="utf-8")
    with pytest.raises(CatalogFault) as fault:
        read_console_texts(tmp_path)
    assert [str(each).partition(":1: ")[2].partition(".")[0] for each in fault.value.faults] == [
        "a is missing",
        "b has other fields",
        "c is missing",
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_has_no_words_of_its_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = text.replace("{% block width %}narrow{% endblock %}", "")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text)
    words = {word for word in re.findall(r"[^\W_][\w!]{2,}", text)} - NAMES
    assert words == set()
    spoken = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"{]+)\"", template.read_text("utf-8"))
    assert spoken == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_key_in_a_template_has_a_text(template: Path) -> None:
    named = re.findall(r"\bt\(\s*[\"']([a-z0-9_.]+)[\"'](?!\s*~)", template.read_text(encoding="utf-8"))
    assert set(named) <= set(TEXTS)


def test_no_block_of_the_style_swallows_the_next_one() -> None:
    depth = 0
    for line in (ROOT / "web/static/console/console.css").read_text(encoding="utf-8").splitlines():
        assert depth == 0 or not line.startswith("/*"), line
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_the_keys_that_are_put_together_have_a_text() -> None:
    assert set(TEXTS) >= KEYS_PUT_TOGETHER


def test_every_part_of_the_style_begins_outside_of_the_one_before() -> None:
    """A bracket that is never closed gives the rest of the file to narrow screens only."""
    style, depth = (ROOT / "web/static/console/console.css").read_text(encoding="utf-8"), 0
    inside = []
    for line in style.splitlines():
        if line.startswith("/*") and depth:
            inside.append(line)
        depth += line.count("{") - line.count("}")
    assert (inside, depth) == ([], 0)


def names_noted() -> set[str]:
    """The names of every detail a service hands to the audit chain: by keyword, or as a dict written down."""
    found: set[str] = set()
    for path in (ROOT / "services").glob("*.py"):
        for step in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(step, ast.FunctionDef):
                inside = list(ast.walk(step))
                calls = [each for each in inside if isinstance(each, ast.Call)]
                handed = [
                    each for call in calls if ast.unparse(call.func) in NOTING for each in call.keywords
                ]
                found |= {each.arg for each in handed if each.arg}
                spread = {ast.unparse(each.value) for each in handed if each.arg is None}
                found |= {key for each in inside for key in keys_of(each, spread)}
    return found


def keys_of(node: ast.AST, names: set[str]) -> set[str]:
    """The keys of a dict that is given one of these *names*."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Dict):
        return set()
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    keys = [each.value for each in node.value.keys if isinstance(each, ast.Constant)]
    return {str(each) for each in keys} if ast.unparse(target) in names else set()


def test_every_detail_of_the_audit_chain_has_a_name_in_words() -> None:
    names = names_noted()
    assert {"account", "outcome", "in_doubt", "into"} <= names  # by keyword, in a table, by the keys alone
    assert {f"audit.name.{name}" for name in names} <= set(TEXTS)
