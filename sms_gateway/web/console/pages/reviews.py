"""The review queue: the list, one message with why and where to, and what a person decides about it."""

from collections.abc import Mapping
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.reviewing import ANSWERS, Fix, Reason, Undo
from sms_gateway.domain.topics import LABELS, Topic
from sms_gateway.services import review_item, review_queue, review_undo
from sms_gateway.services.review_acts import Accept, Attach, Dismiss, Refusal, What
from sms_gateway.services.review_decisions import Result, decide
from sms_gateway.services.review_item import Item
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form

_NUMBER_LENGTH: Final = 8
_LONGEST_ID: Final = 18
_ELSEWHERE: Final = (Refusal.GONE, Refusal.CLOSED, Refusal.CLAIMED)


def review_pages(desk: Desk) -> None:
    """/console/reviews and what is below it"""
    desk.get("/reviews", Permission.SEE_REVIEWS, reviews)
    desk.post("/reviews/next", Permission.REVIEW, next_review)
    desk.post("/reviews/undo/<batch>", Permission.REVIEW, undo_review)
    desk.get("/reviews/<int:review_id>", Permission.SEE_REVIEWS, review)
    desk.post("/reviews/<int:review_id>/claim", Permission.REVIEW, claim_review)
    desk.post("/reviews/<int:review_id>/skip", Permission.REVIEW, skip_review)
    desk.post("/reviews/<int:review_id>/accept", Permission.REVIEW, accept_review)
    desk.form("/reviews/<int:review_id>/merge", Permission.REVIEW, merge_review)
    desk.form("/reviews/<int:review_id>/dismiss", Permission.REVIEW, dismiss_review)


def reviews(desk: Desk) -> ResponseReturnValue:
    page = review_queue.listed(desk.office, desk.account.id, _after(), scope=desk.scope)
    desk.show(messages=[line.row.message_id for line in page.lines])
    return desk.page("reviews/list.html", page=page, turned="after" in request.args, why=_why(desk))


def next_review(desk: Desk) -> ResponseReturnValue:
    return _go_on(review_queue.claim_next(desk.account.id, desk.office), desk)


def claim_review(desk: Desk, review_id: int) -> ResponseReturnValue:
    if review_queue.claim(review_id, desk.account.id, desk.office):
        return desk.go("review", review_id=review_id)
    item = _item(review_id, Fix(), desk)
    desk.tell(f"reviews.refused.{Refusal.CLOSED if item.row.closed_at else Refusal.CLAIMED}")
    return desk.go("reviews")


def skip_review(desk: Desk, review_id: int) -> ResponseReturnValue:
    _item(review_id, Fix(), desk)
    return _go_on(review_queue.skip(review_id, desk.account.id, desk.office), desk)


def review(desk: Desk, review_id: int) -> ResponseReturnValue:
    fix, typed = _fix(request.args, desk), request.args.get("q", "").strip()
    item = _item(review_id, fix, desk)
    found = review_item.search(typed, desk.office) if typed else []
    return desk.page(
        "reviews/item.html",
        item=item,
        fix=fix,
        typed=typed,
        found=found,
        labels=LABELS,
        topics=list(Topic),
        why=_why(desk),
        mine=_mine(item, desk),
        keys=desk.keys,
    )


def accept_review(desk: Desk, review_id: int) -> ResponseReturnValue:
    return _decide(review_id, Accept(_fix(request.form, desk)), desk)


def merge_review(desk: Desk, review_id: int) -> ResponseReturnValue:
    form = sent_form()
    item = _item(review_id, _fix(request.values, desk), desk)
    number = form["number"].strip()
    if request.method == "POST" and not (
        number.isascii() and number.isdigit() and len(number) == _NUMBER_LENGTH
    ):
        form.refuse("number", "reviews.merge.bad_number")
    if request.method == "GET" or not form.ok:
        return _merge_page(item, form, desk, 200 if form.ok else 422)
    own = any(ticket.number == number for ticket in item.own)
    return _decide(review_id, Attach(number) if own else Accept(_fix(form.values, desk), number), desk)


def dismiss_review(desk: Desk, review_id: int) -> ResponseReturnValue:
    form = sent_form()
    item = _item(review_id, Fix(), desk)
    if request.method == "POST" and form["reason"] not in list(Reason):
        form.refuse("reason", "error.choose")
    if request.method == "POST" and form.ok:
        return _decide(review_id, Dismiss(Reason(form["reason"])), desk)
    choices = [(reason, _answer(reason, item, desk)) for reason in Reason]
    return desk.page(
        "reviews/dismiss.html",
        200 if form.ok else 422,
        item=item,
        form=form,
        choices=choices,
        keys=desk.keys,
    )


def undo_review(desk: Desk, batch: str) -> ResponseReturnValue:
    verdict, first = review_undo.undo(batch[:36], desk.account.id, desk.office)
    desk.tell(f"reviews.undo.{verdict}")
    if verdict is Undo.POSSIBLE and first is not None:
        return desk.go("review", review_id=first)
    return desk.go("reviews")


def _decide(review_id: int, what: What, desk: Desk) -> ResponseReturnValue:
    """Decide on it and on what says the same; then the next one opens."""
    item = _item(review_id, Fix(), desk)
    same = {each.id for each in item.alike}
    also = [each for each in _ids(request.form.getlist("also")) if each in same]
    result = decide([review_id, *also], what, desk.account.id, desk.office)
    if not result.decided:
        return _refused(review_id, result.refused[0][1], desk)
    _tell(result, desk)
    behind = review_queue.place(item.row)
    return _go_on(review_queue.claim_next(desk.account.id, desk.office, behind), desk)


def _tell(result: Result, desk: Desk) -> None:
    first, count = result.decided[0], len(result.decided)
    several = "several" if count > 1 else str(first.outcome)
    waits = "told" if any(each.told for each in result.decided) else "quiet"
    seconds = int(desk.office.settings.console.review_undo_seconds)
    desk.tell(
        f"reviews.done.{several}_{waits}",
        url_for("console.undo_review", batch=result.batch),
        reference=first.reference,
        number=first.number or "",
        count=count,
        refused=len(result.refused),
        seconds=seconds,
    )


def _refused(review_id: int, why: Refusal, desk: Desk) -> ResponseReturnValue:
    desk.tell(f"reviews.refused.{why}")
    return desk.go("reviews") if why in _ELSEWHERE else desk.go("review", review_id=review_id)


def _go_on(review_id: int | None, desk: Desk) -> ResponseReturnValue:
    return desk.go("reviews") if review_id is None else desk.go("review", review_id=review_id)


def _item(review_id: int, fix: Fix, desk: Desk) -> Item:
    found = review_item.look(review_id, fix, desk.office, desk.scope)
    if found is None:
        raise NotFound
    told = [found.row.message_id, *(each.message_id for each in found.alike)]
    desk.show([ticket.number for ticket in (*found.own, *found.others)], told)
    return found


def _merge_page(item: Item, form: Form, desk: Desk, status: int) -> ResponseReturnValue:
    fix = _fix(request.values, desk)
    return desk.page("reviews/merge.html", status, item=item, form=form, fix=fix, keys=desk.keys)


def _answer(reason: Reason, item: Item, desk: Desk) -> str | None:
    """The SMS the citizen would get."""
    if item.row.ticket_id is not None:
        return review_item.archived(item.row, reason, desk.office) if item.words is not None else None
    sentence = ANSWERS[reason] if item.words is not None else None
    if sentence is None:
        return None
    return review_item.answer(sentence, item.row.reference, desk.office)


def _fix(values: Mapping[str, str], desk: Desk) -> Fix:
    topic, place = values.get("topic", ""), values.get("place", "")
    return Fix(
        topic if topic in list(Topic) else None,
        review_item.known_place(place, desk.office),
    )


def _mine(item: Item, desk: Desk) -> bool:
    """Whether who looks at it may decide on it."""
    free = item.row.claimed_by in (None, desk.account.id)
    return free and item.row.closed_at is None and desk.can(Permission.REVIEW)


def _why(desk: Desk) -> Mapping[str, str]:
    """What each reason is called; a reason of later is shown as its code."""
    start = "reviews.reason."
    return {key[len(start) :]: text for key, text in desk.t.texts.items() if key.startswith(start)}


def _after() -> tuple[int, int] | None:
    priority, _, review_id = request.args.get("after", "").partition(".")
    found = _ids([priority, review_id])
    return (found[0], found[1]) if len(found) == 2 else None


def _ids(texts: list[str]) -> list[int]:
    """Those of *texts* that can be the number of a row."""
    fits = [text for text in texts if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID]
    return [int(text) for text in fits]
