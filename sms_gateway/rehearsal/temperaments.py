"""How citizens behave: one function a temperament, and how many in a hundred are like that."""

from collections.abc import Generator, Mapping
from types import MappingProxyType
from typing import Final

from parsers import Failure
from sms_gateway.rehearsal.citizen import CODE, Behaviour, Citizen
from sms_gateway.rehearsal.stage import Acts, Heard, Pause


def complete(me: Citizen) -> Acts:
    """Says what and where; looks once how it stands."""
    number = yield from me.opens(me.words.report())
    if number and me.random.random() < 0.5:
        yield from me.waits("forwarded", days=3)
        yield from me.asks(f"STATUS {number}", "status")
        yield from _hears_the_answer(me, number)


def incomplete(me: Citizen) -> Acts:
    """Forgets the place, and answers when asked."""
    number = yield from me.opens(me.words.placeless())
    if number and me.asked:
        yield from me.pauses(minutes=me.random.randint(2, 600))
        yield from me.asks(me.words.place(), "placed")
        yield from me.waits("forwarded", days=4)


def late(me: Citizen) -> Acts:
    """Tells the place when nobody waits for it any more."""
    number = yield from me.opens(me.words.placeless())
    if number:
        yield from me.pauses(days=3)
        yield from me.asks(f"LOKASI {number} {me.words.place()}")


def wordy(me: Citizen) -> Acts:
    """Never answers the question, but goes on telling."""
    number = yield from me.opens(me.words.placeless())
    if number:
        yield from me.pauses(hours=3)
        own = f"0{me.phone.removeprefix('+62')}"
        yield from me.asks(f"TAMBAH {number} tolong segera pak, hubungi saya di {own}", "added")


def impatient(me: Citizen) -> Acts:
    """Asks again and again."""
    number = yield from me.opens(me.words.report())
    for _ in range(me.random.randint(3, 9) if number else 0):
        yield from me.pauses(hours=me.random.randint(1, 20))
        words = me.random.choice((f"STATUS {number}", "STATUS", f"sts {number}", "cek status"))
        yield from me.asks(words, "status")


def frantic(me: Citizen) -> Acts:
    """Asks so often that nobody answers any more."""
    number = yield from me.opens(me.words.report())
    for _ in range(40 if number else 0):
        me.text(f"STATUS {number}")
        yield from me.pauses(seconds=50)


def mistaken(me: Citizen) -> Acts:
    """Mistypes its number, then says yes to the one that is meant; and tries a command there is not."""
    number = yield from me.opens(me.words.report())
    if number:
        yield from me.pauses(hours=5)
        swapped = f"{number[:-2]}{number[-1]}{number[-2]}"
        if swapped != number:
            yield from me.asks(f"STATUS {swapped}", "status")
            yield from me.asks("YA", "status")
        yield from me.asks(f"BATALKAN SAJA {number}", "cancel")
        yield from me.asks("tidak", "kept")


def silent(me: Citizen) -> Acts:
    """Reports without a place and is not heard of again."""
    number = yield from me.opens(me.words.placeless())
    if number and not (yield from me.waits("silence", "forwarded", "archived", days=3)):
        me.surprises.append(f"nothing was heard of {number} in three days")


def abusive(me: Citizen) -> Acts:
    """Insults."""
    for _ in range(me.random.randint(1, 5)):
        me.text(me.words.nonsense(Failure.ABUSE))
        yield from me.pauses(hours=me.random.randint(1, 30))


def spam(me: Citizen) -> Acts:
    """Sells, cheats, tries out, or has the wrong number."""
    kinds = (Failure.ADVERT, Failure.FRAUD, Failure.SPAM, Failure.TEST, Failure.GREETING)
    more = (Failure.WRONG_ADDRESS, Failure.SIM_REGISTRATION, Failure.UNCLEAR)
    for _ in range(me.random.randint(1, 3)):
        me.text(me.words.nonsense(*kinds, *more))
        yield from me.pauses(hours=me.random.randint(1, 40))


def opted_out(me: Citizen) -> Acts:
    """Wants no news, asks by itself instead; some change their mind."""
    number = yield from me.opens(me.words.report())
    if number:
        yield from me.pauses(minutes=me.random.randint(5, 3000))
        yield from me.asks("STOP", "stop")
        yield from me.pauses(hours=me.random.randint(20, 60))
        yield from me.asks(f"STATUS {number}", "status")
        if me.random.random() < 0.4:
            yield from me.asks("MULAI", "start")


def repeating(me: Citizen) -> Acts:
    """Sends the same again, because nothing seems to happen."""
    text = me.words.report()
    number = yield from me.opens(text)
    for _ in range(me.random.randint(1, 3) if number else 0):
        yield from me.pauses(minutes=me.random.randint(1, 300))
        me.text(text)


def anonymous(me: Citizen) -> Acts:
    """Wants to stay unknown."""
    word = me.random.choice(("ANONIM", "RAHASIA"))
    number = yield from me.opens(f"{word} {me.words.report()}")
    if number and word == "RAHASIA":
        yield from me.asks(f"ANONIM {number}")


def cancelling(me: Citizen) -> Acts:
    """Takes it back; one in three forgets to confirm."""
    number = yield from me.opens(me.words.report())
    if number:
        yield from me.pauses(hours=me.random.randint(1, 8))
        asked = yield from me.asks(f"BATAL {number}", "cancel")
        if asked and me.random.random() < 0.67:
            yield from me.asks("YA", "cancelled", "rated", "nothing", "answer")


def disputing(me: Citizen) -> Acts:
    """Does not believe the answer."""
    number = yield from me.opens(me.words.report())
    if number and (yield from _hears_the_answer(me, number)):
        yield from me.pauses(hours=4)
        yield from me.asks(f"BELUM {number} masih sama saja, belum ada yang datang")


def rating(me: Citizen) -> Acts:
    """Gives stars."""
    number = yield from me.opens(me.words.report())
    if number and (yield from _hears_the_answer(me, number)):
        yield from me.asks(str(me.random.randint(1, 5)))


def _hears_the_answer(me: Citizen, number: str) -> Generator[Pause, None, Heard | None]:
    """The answer of the agency, once what it asks before is told."""
    heard = yield from me.waits("answered", "asked", days=7)
    while heard is not None and heard.kind == "asked":
        yield from me.asks(f"TAMBAH {number} dekat pasar, di depan no {me.random.randint(1, 90)}", "added")
        heard = yield from me.waits("answered", "asked", days=7)
    return heard


def erasing(me: Citizen) -> Acts:
    """Wants its data gone."""
    number = yield from me.opens(me.words.report())
    if number:
        yield from me.pauses(hours=30)
        asked = yield from me.asks("HAPUS DATA", "erase")
        code = CODE.search(asked.text) if asked else None
        if code:
            yield from me.asks(f"HAPUS {code[1]}", "erased")


def emergency(me: Citizen) -> Acts:
    """Is in danger."""
    yield from me.asks(me.words.emergency(), "ack")


SHARES: Final[Mapping[str, tuple[int, Behaviour]]] = MappingProxyType(
    {
        "complete": (22, complete),
        "incomplete": (15, incomplete),
        "late": (4, late),
        "wordy": (4, wordy),
        "impatient": (7, impatient),
        "frantic": (1, frantic),
        "mistaken": (6, mistaken),
        "silent": (6, silent),
        "abusive": (3, abusive),
        "spam": (7, spam),
        "opted-out": (4, opted_out),
        "repeating": (5, repeating),
        "anonymous": (4, anonymous),
        "cancelling": (4, cancelling),
        "disputing": (3, disputing),
        "rating": (4, rating),
        "erasing": (2, erasing),
        "emergency": (4, emergency),
    }
)
