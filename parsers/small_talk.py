"""Texts with nothing in them: greetings, tests, keys hit at random, words that only go with others."""

import re
from collections.abc import Sequence

from parsers.complaint import Failure
from parsers.everyday_words import EVERYDAY
from parsers.phrases import Hit, Word
from parsers.stems import stems, unclitic
from parsers.wordlist import wordset

_WHO = 4  # words of a question such as "siapa presiden indonesia"
_DIGITS = frozenset("0123456789")
_TALK = frozenset({"greeting", "test", "filler"})
_PLAUSIBLE = re.compile(r"(?:[bcdfghjklmnpqrstvwxyz]{0,3}[aiueo]{1,3}){2,8}(?:[bcdfghjklmnpqrstvwxyz]{0,2})")
_MASHED = re.compile(
    r".*(?:qwe|wer(?:ty|t$)|asd|sdf|dfg|fgh|ghj|hjk|jkl|zxc|xcv|cvb|vbn|bnm|rty|tyu|yui|uio|iop|lkj|kjh|poi|oiu|ewq|dsa)"
)
_HOLLOW = wordset(
    "yang dengan tidak sudah belum karena untuk pada juga saya bapak ibu tolong mohon dalam sekarang",
    "bagaimana mengapa kapan berapa banyak sangat selalu sering harus bisa jangan tetap tetapi kalau",
    "orang kepada tersebut terus masih lagi saja dari sampai terima kasih selamat pagi siang malam sore",
    "halo kakak mas pak bu ini itu ada atau dan kami kita mereka nya seperti agar supaya segera cepat",
    "laporan lapor aduan informasi tanya bertanya gitu gini begitu begini masalah dimana kemana mana",
    "kenapa siapa apa benar betul setuju tadi kemarin nanti besok hari minggu bulan tahun jam sama biasa",
    "cerita ceritanya emang memang dia aku kamu anda dong deh sih kok lho loh nah oh ya iya tuh kan",
    "sudahlah lanjut tindak ditindaklanjuti tindaklanjut ditindak tindaklanjuti lanjuti lanjutan mau",
    "ingin hanya cuma sekali sedang akan jadi lalu maka dulu baru lama nomor sms pesan telepon hp hubungi",
    "dihubungi angka kontak kirim balas maksud maksudnya katanya kata admin petugas operator min bos gan",
    "bang kak hmm wkwk hehe haha banget amat semua setiap tiap sabar",
)
_PUBLIC = wordset(
    "air gas bbm got ktp kk sim pln pju api bau pet wifi lpg pam aia banyu cai bpjs rsud pdam stnk bak",
)
_KNOWN = 2.0  # what a word that complaints are written with counts for, against any other that can be said
_ENOUGH = 2.0
_LONG = 10  # letters of a word that is no name and no chance


def small_talk(hits: Sequence[Hit[str]], words: Sequence[Word], *, named: bool = False) -> Failure | None:
    """A greeting or a test, when every word is part of one; *named*: but for one that is likely a name."""
    talk = [hit for hit in hits if not _TALK.isdisjoint(hit.payloads)]
    if not talk:
        return None
    covered = {place for hit in talk for place in range(hit.first, hit.last)}
    others = [
        word for place, word in enumerate(words) if place not in covered and word.form[0] not in _DIGITS
    ]
    if others and not (named and sum(map(_meaning, others)) <= 1.0):
        return None
    kinds = {kind for hit in talk for kind in hit.payloads}
    if "test" in kinds:
        return Failure.TEST
    return Failure.GREETING if "greeting" in kinds else None


def says_nothing(words: Sequence[Word]) -> bool:
    """Whether too few of *words* mean anything by themselves, or they only ask who somebody is."""
    if words and words[0].form == "siapa" and len(words) <= _WHO:
        return True
    return sum(map(_meaning, words)) < _ENOUGH


def _meaning(word: Word) -> float:
    form = word.form.partition("-")[0]
    if form in _PUBLIC:
        return _ENOUGH
    if len(form) < 3 or form in _HOLLOW or unclitic(form) in _HOLLOW or form[0] in _DIGITS:
        return 0.0
    if any(stem in EVERYDAY and stem not in _HOLLOW for stem in stems(form)):
        return _KNOWN
    if len(form) < 4 or not _PLAUSIBLE.fullmatch(form) or _MASHED.match(form):
        return 0.0
    return _ENOUGH if len(form) >= _LONG else 1.0
