"""What is texted: every sentence with its price, other texts proposed and approved, versions brought back."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.rewording import LONGEST_TEXT, MOST_TEXTS, Rewording, RewordingState, Speaker
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import rewording as service
from sms_gateway.services import templates
from sms_gateway.services.rewording import NotReworded
from sms_gateway.services.templates import Shown
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.numbers import asked_number

_SEE, _MANAGE = Permission.SEE_TEMPLATES, Permission.MANAGE_TEMPLATES
_PLACES = tuple(f"text{place}" for place in range(MOST_TEXTS))


def sentence_pages(desk: Desk) -> None:
    """/console/templates and the pages below it"""
    desk.get("/templates", _SEE, sentences)
    desk.get("/templates/sentences/<key>", _SEE, sentence)
    desk.post("/templates/sentences/<key>", _MANAGE, reword)
    desk.get("/templates/proposals", _SEE, rewordings)
    desk.get("/templates/proposals/<int:number>", _SEE, rewording)
    desk.post("/templates/proposals/<int:number>/approve", _MANAGE, approve_rewording)
    desk.post("/templates/proposals/<int:number>/reject", _MANAGE, reject_rewording)
    desk.get("/templates/versions", _SEE, wording_versions)
    desk.form("/templates/versions/<int:number>/rollback", _MANAGE, roll_back_wording)


def sentences(desk: Desk) -> ResponseReturnValue:
    words, asked = request.args.get("q", "")[:200], request.args.get("from", "")
    speaker = Speaker(asked) if asked in list(Speaker) else None
    groups = templates.groups(desk.office, words, speaker)
    return desk.page(
        "sentences/list.html", groups=groups, words=words, speaker=speaker, speakers=list(Speaker)
    )


def sentence(desk: Desk, key: str) -> ResponseReturnValue:
    shown = _shown(key, desk)
    values = {name: text for name, text in zip(_PLACES, shown.texts, strict=False)}
    return _sentence_page(shown, Form(values), desk)


def reword(desk: Desk, key: str) -> ResponseReturnValue:
    """Count what was typed, propose it, or propose the texts of the files."""
    shown, form = _shown(key, desk), sent_form()
    act = form["act"]
    if act == "count":
        return _sentence_page(shown, form, desk)
    texts = service.tidy([form[name] for name in _PLACES])
    done = service.propose(shown.sentence, texts, desk.actor, desk.office, back=act == "back")
    if isinstance(done, NotReworded):
        form.refuse("text0" if act != "back" else "", f"templates.refused.{done}")
        return _sentence_page(shown, form, desk, 422)
    desk.tell("templates.told.proposed")
    return desk.go("rewording", number=done)


def rewordings(desk: Desk) -> ResponseReturnValue:
    asked, before = request.args.get("state", ""), asked_number("before")
    state = RewordingState(asked) if asked in list(RewordingState) else None
    of = request.args.get("sentence", "")
    key = Sentence(of) if of in list(Sentence) else None
    page = service.listed(desk.office, state, key, before)
    states = list(RewordingState)
    return desk.page(
        "sentences/proposals.html", page=page, state=state, states=states, key=key, before=before
    )


def rewording(desk: Desk, number: int) -> ResponseReturnValue:
    found = _found(number, desk)
    key = Sentence(found.sentence) if found.sentence in list(Sentence) else None
    shown = templates.show(key, desk.office) if key else None
    wanted = found.texts or (shown and (shown.file or shown.packaged)) or ()
    return desk.page(
        "sentences/proposal.html",
        found=found,
        shown=shown,
        now=templates.measure(shown.texts, shown.sentence, desk.office) if shown else (),
        then=templates.measure(wanted, shown.sentence, desk.office) if shown else (),
        seen=service.digest(shown.texts) if shown else "",
        own=found.proposed_by == desk.actor,
    )


def approve_rewording(desk: Desk, number: int) -> ResponseReturnValue:
    found = _found(number, desk)
    done = service.approve(found.id, sent_form()["seen"], desk.actor, desk.office)
    return _decided(done if isinstance(done, NotReworded) else None, "approved", number, desk)


def reject_rewording(desk: Desk, number: int) -> ResponseReturnValue:
    found = _found(number, desk)
    return _decided(service.reject(found.id, desk.actor, desk.office), "rejected", number, desk)


def wording_versions(desk: Desk) -> ResponseReturnValue:
    before = asked_number("before")
    return desk.page("sentences/versions.html", page=service.versions(desk.office, before), before=before)


def roll_back_wording(desk: Desk, number: int) -> ResponseReturnValue:
    """A page of its own to confirm on: what is sent to everybody changes at once."""
    if number and service.version(number, desk.office) is None:
        raise NotFound
    if request.method == "GET":
        act = "templates.rollback"
        return desk.page("confirm.html", act=act, name=number, cancel="console.wording_versions")
    done = service.roll_back(number, desk.actor, desk.office)
    refused = isinstance(done, NotReworded)
    desk.tell(f"templates.refused.{done}" if refused else "templates.told.rolled_back")
    return desk.go("wording_versions")


def _shown(key: str, desk: Desk) -> Shown:
    if key not in list(Sentence):
        raise NotFound
    return templates.show(Sentence(key), desk.office)


def _found(number: int, desk: Desk) -> Rewording:
    found = service.find(number, desk.office)
    if found is None:
        raise NotFound
    return found


def _sentence_page(shown: Shown, form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    texts = service.tidy([form[name] for name in _PLACES])
    used = max((place for place, name in enumerate(_PLACES) if form[name].strip()), default=0)
    return desk.page(
        "sentences/sentence.html",
        status,
        shown=shown,
        form=form,
        places=_PLACES[: max(used + 2, len(shown.texts))],
        now=templates.measure(shown.texts, shown.sentence, desk.office),
        counted=templates.measure(texts, shown.sentence, desk.office),
        longest=LONGEST_TEXT,
    )


def _decided(why: NotReworded | None, told: str, number: int, desk: Desk) -> ResponseReturnValue:
    desk.tell(f"templates.refused.{why}" if why else f"templates.told.{told}")
    return desk.go("rewording", number=number)
