"""What the parser is taught: proposals with what they would change, a second person's yes, and versions."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from parsers.overlay import WEIGHTS, Objection, Rule, RuleKind
from sms_gateway.domain.lessons import RuleState, Taught
from sms_gateway.domain.permissions import Permission
from sms_gateway.services import learning, learnt_values
from sms_gateway.services.learning import NotTaught
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.numbers import asked_number

# What each refusal is about in the form; the others are about the term.
_FIELD_OF = {Objection.NO_SUCH_VALUE: "value", Objection.WEIGHT: "weight"}

_LONGEST = 200  # characters of a name


def learning_pages(desk: Desk) -> None:
    """/console/learning and the forms below it"""
    desk.get("/learning", Permission.SEE_LEARNING, rules)
    desk.form("/learning/propose", Permission.PROPOSE_RULE, propose_rule)
    desk.get("/learning/rules/<int:number>", Permission.SEE_LEARNING, rule)
    desk.post("/learning/rules/<int:number>/approve", Permission.APPROVE_RULE, approve_rule)
    desk.post("/learning/rules/<int:number>/reject", Permission.PROPOSE_RULE, reject_rule)
    desk.post("/learning/rules/<int:number>/withdraw", Permission.APPROVE_RULE, withdraw_rule)
    desk.get("/learning/versions", Permission.SEE_LEARNING, versions)
    desk.form("/learning/versions/<int:number>/rollback", Permission.APPROVE_RULE, roll_back)


def rules(desk: Desk) -> ResponseReturnValue:
    asked, before = request.args.get("state", ""), asked_number("before")
    state = RuleState(asked) if asked in list(RuleState) else None
    page = learning.listed(desk.office, state, before)
    return desk.page("learning/list.html", page=page, state=state, states=list(RuleState), before=before)


def propose_rule(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return _form(form, desk)
    form.require("term", "value")
    if form["kind"] not in list(RuleKind):
        form.refuse("kind", "error.choose")
    number = _proposed(form, desk) if form.ok else None
    if number is None:
        return _form(form, desk, 422)
    desk.tell("learning.told.proposed")
    return desk.go("rule", number=number)


def rule(desk: Desk, number: int) -> ResponseReturnValue:
    taught = learning.find(number, desk.office)
    if taught is None:
        raise NotFound
    told = learning.told(taught, desk.office, desk.scope)
    desk.show(messages=told.texts.keys())
    return desk.page("learning/rule.html", taught=taught, told=told, own=_is_own(taught, desk))


def approve_rule(desk: Desk, number: int) -> ResponseReturnValue:
    return _decided(learning.approve(number, desk.actor, desk.office), "approved", number, desk)


def reject_rule(desk: Desk, number: int) -> ResponseReturnValue:
    taught = learning.find(number, desk.office)
    if taught is not None and not _is_own(taught, desk) and not desk.can(Permission.APPROVE_RULE):
        raise Forbidden  # a proposal of somebody else is for those who approve
    return _decided(learning.reject(number, desk.actor, desk.office), "rejected", number, desk)


def withdraw_rule(desk: Desk, number: int) -> ResponseReturnValue:
    return _decided(learning.withdraw(number, desk.actor, desk.office), "withdrawn", number, desk)


def versions(desk: Desk) -> ResponseReturnValue:
    before = asked_number("before")
    return desk.page("learning/versions.html", page=learning.versions(desk.office, before), before=before)


def roll_back(desk: Desk, number: int) -> ResponseReturnValue:
    """A page of its own to confirm on: what is in force for every text changes at once."""
    if request.method == "GET":
        if number > learning.versions(desk.office, limit=1).in_force:
            raise NotFound
        return desk.page("confirm.html", act="learning.rollback", name=number, cancel="console.versions")
    done = learning.roll_back(number, desk.actor, desk.office)
    if done is NotTaught.NO_SUCH:
        raise NotFound
    told = f"learning.refused.{done}" if isinstance(done, NotTaught) else "learning.told.rolled_back"
    desk.tell(told)
    return desk.go("versions")


def _form(form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    weights = [f"{weight:g}" for weight in WEIGHTS]
    names = [(kind, sorted(names.values())) for kind, names in learnt_values.named(desk.office).items()]
    return desk.page(
        "learning/propose.html", status, form=form, kinds=list(RuleKind), weights=weights, names=names
    )


def _proposed(form: Form, desk: Desk) -> int | None:
    """The number of the proposal; None when the form says what is wrong."""
    weight = {f"{each:g}": each for each in WEIGHTS}.get(form["weight"], 0.0)
    kind = RuleKind(form["kind"])
    wanted = Rule(
        kind, form["term"], learnt_values.meant(kind, form["value"][:_LONGEST], desk.office), weight
    )
    done = learning.propose(wanted, form["example"], desk.actor, desk.office)
    if isinstance(done, int):
        return done
    form.refuse(_FIELD_OF.get(done, "term") if isinstance(done, Objection) else "term", _refused(done))
    return None


def _refused(why: Objection | NotTaught) -> str:
    return f"learning.refused.{why}"


def _decided(
    done: int | Objection | NotTaught | None, told: str, number: int, desk: Desk
) -> ResponseReturnValue:
    if done is NotTaught.NO_SUCH:
        raise NotFound
    desk.tell(_refused(done) if isinstance(done, Objection | NotTaught) else f"learning.told.{told}")
    return desk.go("rule", number=number)


def _is_own(taught: Taught, desk: Desk) -> bool:
    return taught.proposed_by == desk.actor
