"""Whether a report is about a family or private law, where no public service is in question."""

from typing import Final

from parsers import Parsed, Urgency, plain_words
from parsers.knowledge import Knowledge
from parsers.wordlist import wordset

_PROBLEM: Final = "urusan keluarga"  # the label the parser's data give it
_FAMILY: Final = wordset(
    "suami istri isteri mantan nafkah cerai perceraian asuh warisan waris selingkuh gono gini"
)
# With any of these a service, an office or a crime is in question, and the report goes its usual way.
_PUBLIC: Final = wordset(
    "kua pengadilan sidang hakim panitera kantor dinas kelurahan kecamatan desa lurah camat capil dukcapil",
    "disdukcapil akta akte buku surat ktp kk petugas pegawai pns asn polisi polsek polres lapor laporan bpjs",
    "bansos sekolah puskesmas rsud kdrt pukul memukul dipukul dipukuli aniaya dianiaya siksa disiksa ancam",
    "diancam mengancam culik diculik kabur dibawa perkosa cabul pelecehan kekerasan luka berdarah",
)


def is_private(text: str, parsed: Parsed, knowledge: Knowledge) -> bool:
    """Conservative: the parser calls it a family matter, the words are a family's, and nothing is public."""
    if parsed.problem != _PROBLEM or parsed.agencies or parsed.urgency is not Urgency.NORMAL:
        return False
    words = frozenset(plain_words(text, knowledge=knowledge))
    return bool(words & _FAMILY) and not words & _PUBLIC
