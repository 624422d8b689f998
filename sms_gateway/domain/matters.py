"""What a report is about, in words of a closed list: things ("road", "lamp") and what is wrong with them.

Two people write "bolong besar" and "berlubang parah"; both mean "hole". A report that fits no row has no
matter, and then the words themselves are compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parsers.stems import stems

# Roots. A phrase of two words is written with an underscore and counts where both stand side by side.
_THINGS: Final[Mapping[str, str]] = {
    "road": "aspal paving jalan_rusak jalan_lubang jalan_berlubang jalan_hancur jalan_desa jalan_poros "
    "tambal",
    "bridge": "jembatan",
    "pavement": "trotoar pedestrian",
    "lamp": "pju lampu penerangan lampu_jalan",
    "signal": "lampu_merah traffic bangjo apill",
    "rubbish": "sampah tps tpa truk_sampah bak_sampah puing",
    "drain": "got selokan saluran drainase parit gorong culvert comberan",
    "river": "sungai kali",
    "dyke": "tanggul turap talud bronjong plengsengan",
    "irrigation": "irigasi",
    "tapwater": "pdam air_ledeng ledeng air_mati pipa_air meteran_air",
    "cleanwater": "air_bersih tangki droping dropping sumur kering krisis_air",
    "power": "listrik pln gardu trafo mati_lampu",
    "pole": "tiang",
    "cable": "kabel",
    "tree": "pohon ranting",
    "fertiliser": "pupuk urea npk",
    "gas": "elpiji lpg melon gas",
    "fuel": "bensin solar pertalite spbu bbm takar",
    "aid": "bansos blt pkh bpnt raskin bantuan sembako rastra",
    "idcard": "ktp ektp e_ktp",
    "familycard": "kk kartu_keluarga",
    "birth": "akta",
    "licence": "sim stnk bpkb",
    "certificate": "sertifikat ptsl girik",
    "parking": "parkir jukir juru_parkir",
    "crossing": "palang perlintasan",
    "toilet": "toilet wc",
    "lift": "lift eskalator",
    "teacher": "guru kepsek",
    "pay": "gaji lembur honor thr upah rapel",
    "signalbars": "sinyal internet wifi indihome telkomsel",
    "animal": "anjing kucing ayam babi",
    "waste": "limbah",
    "market": "pkl pedagang lapak",
    "bus": "bus trans_jateng transjakarta angkot sopir",
    "ferry": "ferry kapal",
    "train": "kereta prameks krl",
    "roof": "plafon atap",
    "cafe": "karaoke kafe warnet",
    "drink": "miras",
    "sexwork": "prostitusi esek remang lokalisasi",
    "mine": "tambang galian_c",
    "scholar": "pip kip beasiswa",
    "diploma": "ijazah",
    "villagefund": "dana_desa",
    "letter": "surat_pengantar",
    "police": "polisi_tidur",
    "dig": "galian",
    "vaccine": "vaksin imunisasi",
    "dengue": "dbd fogging demam_berdarah",
    "doctor": "dokter bidan",
    "medicine": "obat",
    "housing": "bedah_rumah",
    "pier": "dermaga",
    "truck": "truk tronton",
    "rob": "rob",
    "fire": "kebakaran terbakar karhutla",
}
_FAULTS: Final[Mapping[str, str]] = {
    "hole": "lubang berlubang bolong rusak hancur ambles amblas gelombang nyungsep perosok tambal lapuk "
    "karat ambruk becek lumpur retak robek pecah kubangan lepas",
    "broken": "rusak putus ambruk roboh ambrol jebol bocor lapuk pecah retak fungsi_tidak tidak_berfungsi",
    "dead": "mati padam gelap redup tidak_menyala tidak_nyala nyalakan dinyalakan mati_lampu",
    "nowater": "mati air_mati tidak_mengalir tidak_keluar tidak_ngalir mampet kering krisis kekeringan "
    "tidak_dapat air_kecil",
    "dirty": "keruh kotor bau hitam cemar tercemar jorok busa limbah",
    "heaped": "tumpuk numpuk menumpuk tumpukan gunung menggunung tidak_diangkut belum_diangkut angkut "
    "diambil bau busuk puing sampah_menumpuk",
    "blocked": "mampet sumbat tersumbat menyumbat luap meluap luber banjir genang tergenang",
    "flooded": "banjir rob genang tergenang terendam rendam kebanjiran",
    "fallen": "tumbang roboh miring tebang patah hampir_roboh ambruk",
    "slid": "longsor tutup_longsor",
    "hanging": "juntai menjuntai rendah semrawut_kabel",
    "short": "tidak_ada langka habis kosong susah sulit kesulitan hilang kurang mahal",
    "dear": "mahal getok patok",
    "extortion": "pungut pungutan pungli minta_uang minta_bayar bayar potong dipotong sunat disunat oknum "
    "dimintai diminta calo tarik_uang uang_gedung uang_bangunan preman iuran seragam",
    "absent": "kosong jarang tidak_pernah tidak_ada belum_ada tidak_masuk tidak_datang hilang belum_pernah",
    "queue": "antri antrian antre antrean",
    "late": "lambat lama telat terlambat belum_jadi belum_selesai belum_beres belum_cair tidak_selesai delay "
    "belum_dibagi berbulan tunggak menunggak belum_digaji tidak_dibayar belum_dibayar",
    "closed": "tutup",
    "refused": "tolak ditolak menolak",
    "noise": "bising berisik ribut gaduh sampai_subuh",
    "jam": "macet semrawut",
    "theft": "copet maling curi pencurian begal rampok hilang_motor",
    "brawl": "tawuran",
    "racing": "balap",
    "reckless": "ugal ngebut",
    "smoke": "asap kabut kebakaran bakar terbakar debu",
    "illegal": "ilegal",
    "violence": "pukul memukul bully dibully kasar galak",
    "hot": "panas ac_mati",
    "dark": "gelap pju_belum belum_ada_lampu",
}

THINGS: Final = frozenset(_THINGS)
FAULTS: Final = frozenset(_FAULTS)
_NO_MATTER: Final = frozenset({"sekali", "berkali", "tiang_listrik"})


@dataclass(frozen=True, slots=True)
class Matter:
    """The things a text is about and what is wrong with them, by the names of the tables above."""

    things: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.things or self.faults)


def _by_word(table: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, words in table.items():
        for word in words.split():
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


_THING_OF: Final = _by_word(_THINGS)
_FAULT_OF: Final = _by_word(_FAULTS)


def matter_of(words: Sequence[str]) -> Matter:
    """What *words* (plain, in order) are about."""
    forms = list(_forms(words))
    return Matter(_named(forms, _THING_OF), _named(forms, _FAULT_OF))


def _forms(words: Sequence[str]) -> Iterable[str]:
    for place, word in enumerate(words):
        yield from () if word in _NO_MATTER else stems(word)
        if place + 1 < len(words):
            yield f"{word}_{words[place + 1]}"
            yield from (f"{word}_{stem}" for stem in stems(words[place + 1])[1:])
            yield from (f"{stem}_{words[place + 1]}" for stem in stems(word)[1:])


def _named(forms: Iterable[str], table: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(name for form in forms for name in table.get(form, ()))
