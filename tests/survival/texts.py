"""Complaints as citizens text them, and senders: drawn from a seed, the same seed the same storm."""

from collections.abc import Iterator
from random import Random

PROBLEMS = (
    "jalan berlubang parah byk motor jatuh",
    "lampu jalan mati sdh 2 minggu gelap sekali",
    "sampah menumpuk tdk diangkut bau busuk",
    "air pdam mati sudah 4 hari",
    "selokan mampet kalau hujan banjir",
    "jembatan rusak kayunya lapuk bahaya utk anak sekolah",
    "listrik padam terus setiap malam",
    "puskesmas tutup padahal jam kerja tdk ada petugas",
    "guru sdn minta uang buku ke wali murid",
    "bansos tidak tepat sasaran yg mampu malah dapat",
)
PLACES = (
    "jl kelud raya kec gajahmungkur kota semarang",
    "jl diponegoro kel sisir kota batu",
    "desa sukamaju kec jonggol kab bogor",
    "jl merdeka kec ilir barat kota palembang",
    "jl veteran kel ketawanggede kota malang",
    "desa mekarsari kec cikajang kab garut",
    "jl sudirman kec senapelan kota pekanbaru",
    "jl hasanuddin kota denpasar",
)
GREETINGS = ("", "Assalamualaikum pak, ", "Yth bapak, ", "mohon bantuannya, ", "Selamat pagi. ")


def complaints(random: Random) -> Iterator[str]:
    """Endless reports; a house number makes each text another one, so that none is a repeat."""
    number = random.randrange(1, 90)
    while True:
        number += random.randrange(1, 4)
        greeting, problem, place = random.choice(GREETINGS), random.choice(PROBLEMS), random.choice(PLACES)
        yield f"{greeting}{problem} di {place} no {number}, mohon segera diperbaiki"


def senders(random: Random, count: int) -> list[str]:
    """*count* different mobile numbers, drawn, belonging to nobody we know."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"+628{random.randrange(11, 59)}{random.randrange(10**7, 10**8)}"] = None
    return list(found)
