"""The conversations every gateway must be able to hold, played word for word, one phone each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sms_gateway.rehearsal.citizen import CODE, Behaviour, Citizen
from sms_gateway.rehearsal.stage import Acts

ROAD: Final = (
    "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sdh 3 minggu byk motor jatuh"
)
WATER: Final = "air pdam mati sudah 4 hari tolong pak"
LAMP: Final = "lampu jalan mati di jl melati garut sejak senin"


def c1_whole(me: Citizen) -> Acts:
    """Reported, forwarded, answered, rated."""
    number = yield from me.opens(ROAD)
    forwarded = number and (yield from me.waits("forwarded", days=4))
    if forwarded and (yield from me.waits("answered", days=6)):
        yield from me.asks("5", "rated")


def c2_place(me: Citizen) -> Acts:
    """One question, one answer."""
    yield from me.opens(WATER)
    yield from me.asks("kp cibogo ds sukamaju kec jonggol bogor", "placed")


def c2b_choice(me: Citizen) -> Acts:
    """A digit chooses among places of one name."""
    yield from me.opens("jembatan di sukamaju rusak")
    yield from me.asks("2", "placed")


def c2c_silence(me: Citizen) -> Acts:
    """Nobody answers for 48 hours, and the place is welcome later."""
    number = yield from me.opens(WATER)
    heard = yield from me.waits("silence", "forwarded", "archived", days=3)
    if heard is None:
        me.surprises.append("nothing was heard in three days")
    yield from me.asks(f"LOKASI {number} sukamaju jonggol kab bogor")


def c3_status(me: Citizen) -> Acts:
    """By number, without one, mistyped, and by the number of the web."""
    number = yield from me.opens(LAMP)
    if number:
        yield from me.asks(f"STATUS {number}", "status")
        yield from me.asks("gimana laporan sy pak kok lama", "status")
        yield from me.asks(f"STATUS {number[:7]}", "status")


def c4_more(me: Citizen) -> Acts:
    """More to a report."""
    number = yield from me.opens("jembatan bambu di ds cikoneng kec cikoneng kab ciamis lapuk mau putus")
    yield from me.asks(f"TAMBAH {number} tadi pagi ada yg jatuh lagi dpn indomaret", "added")


def c5_again(me: Citizen) -> Acts:
    """The same words a day later, then as another event."""
    text = "tumpukan sampah di pasar kliwon kota kudus sudah seminggu tidak diangkut"
    yield from me.opens(text)
    yield from me.pauses(hours=12)
    yield from me.asks(text, "repeat")
    yield from me.asks("BARU", "ack")


def c5b_alike(me: Citizen) -> Acts:
    """What others report too, and is not the same."""
    number = yield from me.opens(
        "jl kelud raya dkt pdam gajahmungkur semarang bolong besar, bahaya kalo malam"
    )
    yield from me.asks(f"BEDA {number}", "separated", "status")


def c6_anonymous(me: Citizen) -> Acts:
    """Unknown from the start, or later."""
    fee = "kepsek sdn 3 minta uang gedung 500rb per siswa ds mekarsari kec cikajang garut"
    yield from me.opens(f"ANONIM {fee}")


def c6b_confidential(me: Citizen) -> Acts:
    """Confidential, then anonymous as well."""
    number = yield from me.opens("RAHASIA petugas rsud minta uang utk kamar kelas 3 di garut kota kab garut")
    yield from me.asks(f"ANONIM {number}", "protected")


def c7_cancel(me: Citizen) -> Acts:
    """Taken back."""
    number = yield from me.opens("pohon tumbang menutup jalan di kec cilodong kota depok")
    yield from me.asks(f"BATAL {number}", "cancel")
    yield from me.asks("YA", "cancelled")


def c8_dispute(me: Citizen) -> Acts:
    """The answer does not help."""
    number = yield from me.opens("saluran air mampet di kel sukasari kec tangerang kota tangerang, bau")
    if number and (yield from me.waits("answered", days=7)):
        yield from me.asks(f"BELUM {number} cuma ditabur pasir", "disputed")


def c9_help(me: Citizen) -> Acts:
    """What can be texted."""
    yield from me.asks("BANTUAN", "help")


def c10_stop(me: Citizen) -> Acts:
    """No more news, news again."""
    yield from me.opens("trotoar rusak di jl ahmad yani kota bekasi selatan")
    yield from me.asks("STOP", "stop")
    yield from me.pauses(hours=60)
    yield from me.asks("MULAI", "start")


def c10b_erase(me: Citizen) -> Acts:
    """Number and identity are destroyed."""
    yield from me.opens("guru sering tidak masuk di sdn 1 ds mekarsari kec cikajang kab garut")
    asked = yield from me.asks("HAPUS DATA", "erase")
    code = CODE.search(asked.text) if asked else None
    yield from me.asks(f"HAPUS {code[1] if code else ''}".strip(), "erased")


def c11_insult(me: Citizen) -> Acts:
    """No report in it."""
    yield from me.asks("dasar goblok", "abuse")


def c12_danger(me: Citizen) -> Acts:
    """Somebody must be called, not texted."""
    yield from me.asks("TOLONG kebakaran di pasar minggu banyak orang terjebak", "ack")


def c13_unreadable(me: Citizen) -> Acts:
    """A letter, a registration, nonsense, a private matter."""
    yield from me.asks("p", "answer")
    yield from me.asks("REG 3273000000000001#3273000000000002#", "answer")
    yield from me.asks("asdkj 88 trs pak ny gmn sdh 2x", "review")
    yield from me.asks("mantan suami sy tidak kasih nafkah", "ack", "review")


def c14_linked(me: Citizen) -> Acts:
    """The desk finds the same complaint at another door."""
    number = yield from me.opens(
        "bansos pkh ibu saya berhenti padahal masih miskin, ds sukamaju kec jonggol bogor"
    )
    if number and not (yield from me.waits("linked", days=5)):
        me.surprises.append("was not linked in five days")


DIALOGUES: Final[Mapping[str, Behaviour]] = MappingProxyType(
    {
        "C1": c1_whole,
        "C2": c2_place,
        "C2b": c2b_choice,
        "C2c": c2c_silence,
        "C3": c3_status,
        "C4": c4_more,
        "C5": c5_again,
        "C5b": c5b_alike,
        "C6": c6_anonymous,
        "C6b": c6b_confidential,
        "C7": c7_cancel,
        "C8": c8_dispute,
        "C9": c9_help,
        "C10": c10_stop,
        "C10b": c10b_erase,
        "C11": c11_insult,
        "C12": c12_danger,
        "C13": c13_unreadable,
        "C14": c14_linked,
    }
)
