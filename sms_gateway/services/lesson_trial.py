"""Tries what a proposed rule would change, in the background, and stores how far it came and what it saw."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from parsers import Knowledge, load_knowledge
from parsers.overlay import with_overlay
from sms_gateway.catalog.corpus import Held, held_texts
from sms_gateway.domain.lessons import Taught
from sms_gateway.domain.trial import Trial, Tried
from sms_gateway.services.office import Office
from sms_gateway.services.review_texts import asks_secrecy
from sms_gateway.services.story import shown
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import learning

MESSAGES: Final = 500  # the newest, which are tried beside the packaged texts
CHUNK: Final = 250  # texts between two looks whether it is still this process's turn


def run(
    office: Office, mine: Mine = always, held_back: Callable[[], Iterable[Held]] = held_texts
) -> int | None:
    """Try the oldest proposal that waits; returns its number, None when nothing waits."""
    with office.sessions.read() as session:
        taught = learning.untried(session)
        if taught is None:
            return None
        version = learning.version(session, learning.revision(session))
        messages = learning.last_texts(session, MESSAGES)
    held = [rule for _, rule in version.rules] if version else []
    base = load_knowledge()
    old, new = with_overlay(base, held), with_overlay(base, [*held, taught.rule])
    texts = [Tried(shown(text), message=id_) for id_, text in messages.items() if not asks_secrecy(text)]
    texts += [Tried(each.text, each.topic) for each in held_back()]
    return _try(taught, texts, (old.knowledge, new.knowledge), office, mine)


def _try(
    taught: Taught, texts: list[Tried], both: tuple[Knowledge, Knowledge], office: Office, mine: Mine
) -> int | None:
    """Nothing is open while texts are read; a process that loses its turn leaves it to the next."""
    trial, (old, new) = Trial(len(texts)), both
    for chunk in _chunks(texts):
        if not mine():
            return None
        trial.add(chunk, old, new, office.now())
        with office.sessions.begin() as session:
            stored = trial.stored((old.version, new.version), trial.read == len(texts))
            learning.note_trial(session, taught.id, stored)
    return taught.id


def _chunks(texts: list[Tried]) -> Iterator[list[Tried]]:
    for first in range(0, max(len(texts), 1), CHUNK):  # nothing to read is a trial too, and it ends
        yield texts[first : first + CHUNK]
