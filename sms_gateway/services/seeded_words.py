"""What made-up people say: seven matters, a few frequent words, one in fifty thousand that is rare."""

from dataclasses import dataclass
from random import Random
from typing import Final

from parsers import Knowledge

_RARE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Matter:
    """What a report is about, whose it is, and how it is said."""

    topic: str
    office: str
    problem: str
    said: str


MATTERS: Final = (
    Matter(
        "jalan_jembatan", "pupr", "jalan rusak", "jalan berlubang parah di depan pasar, banyak motor jatuh"
    ),
    Matter(
        "penerangan_jalan", "dishub", "lampu jalan mati", "lampu jalan padam sudah seminggu, gelap sekali"
    ),
    Matter("sampah", "dlh", "sampah menumpuk", "sampah menumpuk dan bau di tepi sungai, tidak diangkut"),
    Matter("air_bersih", "pdam", "air mati", "air pdam mati tiga hari, tolong segera diperbaiki"),
    Matter("drainase_banjir", "pupr", "got mampet", "got mampet, air meluap ke rumah warga tiap hujan"),
    Matter("kesehatan", "dinkes", "antrean puskesmas", "antrean puskesmas panjang, dokter sering tidak ada"),
    Matter("pendidikan", "disdik", "pungutan sekolah", "sekolah menarik pungutan untuk seragam, mohon dicek"),
)
_WORDS: Final = ("tolong", "mohon", "segera", "sudah", "lama", "warga", "kampung", "gang", "mawar", "melati",
                 "anggrek", "kenanga")  # fmt: skip


class Words:
    """Draws texts; regions that are first in the list are drawn more often, as cities are."""

    def __init__(self, chance: Random, knowledge: Knowledge) -> None:
        self._chance = chance
        gazetteer = knowledge.gazetteer
        self._regions = sorted(gazetteer.regencies)
        self._names = {code: gazetteer.region_name(code) for code in self._regions}

    def region(self) -> str:
        """The code of a regency."""
        drawn = int(self._chance.expovariate(4) * len(self._regions))
        return self._regions[min(drawn, len(self._regions) - 1)]

    def report(self, matter: Matter, region: str, number: int) -> str:
        """The SMS that opens the ticket *number*."""
        words = " ".join(self._chance.sample(_WORDS, 4))
        rare = f"kode{number % _RARE}"
        return f"{matter.said} {words} rt {self._chance.randint(1, 20)} {self._names[region]} {rare}"

    def addition(self, number: str) -> str:
        """More about a ticket."""
        return f"TAMBAH {number} {' '.join(self._chance.sample(_WORDS, 3))}"

    def murmur(self) -> str:
        """What no rule can read."""
        return f"{' '.join(self._chance.sample(_WORDS, 5))} bagaimana ya"

    def answer(self, number: str) -> str:
        """What the phone is told."""
        return f"LAPOR! Tiket {number} kami catat. Balas STATUS {number} untuk kabar terbaru."
