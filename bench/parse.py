"""Messages parsed per second, beside lokal's address parser with a few regular expressions, in one run."""

import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from lokal.wilayah import parse_alamat

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench import parse_parts
from parsers import load_knowledge, parse

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ROUNDS, REPEATS = 5, 10

# (text, the regency it names or None, its topic); written for this file.
SAMPLES = (
    ("jalan berlubang parah di jl kelud raya kec gajahmungkur semarang", "33.74", "jalan_jembatan"),
    ("air pdam mati sudah 4 hari tolong pak", None, "air_bersih"),
    ("lampu jalan di depan balai desa mati semua, gelap sekali kalau malam", None, "penerangan_jalan"),
    ("sampah numpuk di pasar minggu ga diangkut dr kmrn, warga kota bogor", "32.71", "sampah"),
    ("BLT sy blm cair pdhl tetangga udh, kec jonggol kab bogor", "32.01", "bansos"),
    ("banjir di kel cipinang melayu jakarta timur setinggi lutut", "31.75", "drainase_banjir"),
    ("ktp elektronik sdh 3 bulan blm jadi di disdukcapil kota surabaya", "35.78", "kependudukan"),
    ("pungli di kantor samsat, diminta 150rb tanpa kwitansi", None, "pungli_korupsi"),
    ("puskesmas tutup jam 10 pagi, pasien bpjs ditolak. kab sleman", "34.04", "kesehatan"),
    ("listrik padam tiap malam di kec kuta selatan kab badung bali", "51.03", "listrik"),
    ("pupuk subsidi langka petani desa susah, kab brebes jateng", "33.29", "pertanian"),
    ("sekolah minta uang perpisahan 500rb sd negeri di kota medan", "12.71", "pendidikan"),
    ("jembatan gantung putus, anak sekolah menyeberang sungai, kab lebak", "36.02", "jalan_jembatan"),
    ("parkir liar di jl malioboro kota yogyakarta bikin macet", "34.71", "perhubungan"),
    ("STATUS 24183567", None, None),
    ("assalamualaikum pak mau lapor", None, None),
)  # fmt: skip

TOPIC_WORDS = {
    "jalan_jembatan": r"\bjalan (?:rusak|berlubang)|\bjembatan\b",
    "air_bersih": r"\bpdam\b|\bair (?:mati|bersih)",
    "penerangan_jalan": r"\blampu jalan\b|\bpju\b",
    "sampah": r"\bsampah\b",
    "bansos": r"\bblt\b|\bpkh\b|\bbansos\b",
    "drainase_banjir": r"\bbanjir\b|\bselokan\b",
    "kependudukan": r"\bktp\b|\bkk\b|\bakta\b",
    "pungli_korupsi": r"\bpungli\b|\bkorupsi\b",
    "kesehatan": r"\bpuskesmas\b|\brumah sakit\b|\bbpjs\b",
    "listrik": r"\blistrik\b|\bpln\b",
    "pertanian": r"\bpupuk\b|\bpetani\b",
    "pendidikan": r"\bsekolah\b|\bguru\b",
    "perhubungan": r"\bparkir\b|\bmacet\b",
}
TOPICS = [(topic, re.compile(words)) for topic, words in TOPIC_WORDS.items()]
COMMAND = re.compile(r"^\s*(?:status|batal|tambah|bantuan|stop|mulai)\b[ 0-9]*$", re.IGNORECASE)
PERSONAL = re.compile(r"[0-9]{16}|(?:\+62|0)8[0-9]{7,11}")

Understood = tuple[str | None, str | None]  # regency, topic


def ours() -> Callable[[str], Understood]:
    knowledge = load_knowledge()

    def understand(text: str) -> Understood:
        parsed = parse(text, now=NOW, knowledge=knowledge)
        return parsed.place.regency, parsed.topics[0][0] if parsed.topics else None

    return understand


def peer(text: str) -> Understood:
    """A command is one by its first word; a topic by its words; the place is lokal's."""
    if COMMAND.match(text):
        return None, None
    PERSONAL.search(text)
    found = parse_alamat(text)
    lowered = text.lower()
    topic = next((topic for topic, words in TOPICS if words.search(lowered)), None)
    return found.kabupaten_kota.code if found.kabupaten_kota else None, topic


def rate(understand: Callable[[str], Understood]) -> float:
    """Messages a second over all samples."""
    began = time.perf_counter()
    for _ in range(REPEATS):
        for text, _, _ in SAMPLES:
            understand(text)
    return REPEATS * len(SAMPLES) / (time.perf_counter() - began)


def correct(understand: Callable[[str], Understood]) -> tuple[int, int]:
    """How many samples got their regency, and their topic, right."""
    found = [(understand(text), regency, topic) for text, regency, topic in SAMPLES]
    return sum(it[0] == regency for it, regency, _ in found), sum(it[1] == topic for it, _, topic in found)


def main() -> None:
    """Both in turn, ROUNDS times; the medians, their ratio, and how many samples each got right."""
    print(f"{len(SAMPLES)} texts, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    sides = {"parsers.parse": ours(), "lokal + regex": peer}
    right = {name: correct(understand) for name, understand in sides.items()}
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, understand in sides.items():
            rates[name].append(rate(understand))
    for name, measured in rates.items():
        regency, topic = right[name]
        print(f"{name:15}{median(measured):8.0f}/s   right: regency {regency}, topic {topic}")
    mine, others = (median(measured) for measured in rates.values())
    print(f"{'ratio':15}{mine / others:8.2f}")
    parse_parts.main(sides["parsers.parse"])


if __name__ == "__main__":
    main()
