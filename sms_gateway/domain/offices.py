"""Which offices there are, at which levels, and what an agency is called in its region."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sms_gateway.domain.rendering import Name

NATIONAL: Final = "id"
_JAKARTA: Final = "31"  # its cities have no offices of their own: the province has them
_FIRST_CITY: Final = "71"  # Kemendagri's codes: regencies from 01, cities from 71
_NOT_IN_A_CITY: Final = frozenset({"dpmd"})  # a city has no villages

Names = Callable[[str], Name | None]


class Level(StrEnum):
    """Whose office it is: of a regency or city, of a province, of the country."""

    REGENCY = "regency"
    PROVINCE = "province"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Office:
    """An office and the levels it stands at."""

    name: Name
    levels: frozenset[Level]


@dataclass(frozen=True, slots=True)
class Agency:
    """An office of a region. *code* is "<office>@<region>": "pupr@33.74", or "pln@id" for a national one."""

    code: str
    name: Name


_R, _P, _N = Level.REGENCY, Level.PROVINCE, Level.NATIONAL

# A regional office is called by this name and its region's: "Dinas PU Kota Semarang". Ministries as named by
# Perpres 139/2024 (Kabinet Merah Putih).
_TABLE: Final[Mapping[str, tuple[str, str, tuple[Level, ...]]]] = {
    "atr-bpn": ("Kementerian ATR/BPN", "ATR/BPN", (_N,)),
    "bapenda": ("Bapenda", "Bapenda", (_R, _P)),
    "basarnas": ("Basarnas", "Basarnas", (_N,)),
    "bawaslu": ("Bawaslu", "Bawaslu", (_N,)),
    "bbpjn": ("Balai Besar Pelaksanaan Jalan Nasional", "BBPJN", (_N,)),
    "bbws": ("Balai Besar Wilayah Sungai", "BBWS", (_N,)),
    "bgn": ("Badan Gizi Nasional", "BGN", (_N,)),
    "bi": ("Bank Indonesia", "BI", (_N,)),
    "bkn": ("Badan Kepegawaian Negara", "BKN", (_N,)),
    "bkpsdm": ("BKPSDM", "BKPSDM", (_R, _P)),
    "bmkg": ("BMKG", "BMKG", (_N,)),
    "bnn": ("BNN", "BNN", (_N,)),
    "bnpb": ("BNPB", "BNPB", (_N,)),
    "bpbd": ("BPBD", "BPBD", (_R, _P)),
    "bpjs-kesehatan": ("BPJS Kesehatan", "BPJS Kes", (_R, _N)),
    "bpjs-ketenagakerjaan": ("BPJS Ketenagakerjaan", "BPJS TK", (_R, _N)),
    "bpjt": ("Badan Pengatur Jalan Tol", "BPJT", (_N,)),
    "bpn": ("Kantor Pertanahan", "BPN", (_R,)),
    "bpom": ("BPOM", "BPOM", (_N,)),
    "bps": ("BPS", "BPS", (_N,)),
    "bulog": ("Bulog", "Bulog", (_N,)),
    "damkar": ("Damkar", "Damkar", (_R,)),
    "dinkes": ("Dinas Kesehatan", "Dinkes", (_R, _P)),
    "dinsos": ("Dinas Sosial", "Dinsos", (_R, _P)),
    "disdag": ("Dinas Perdagangan", "Disdag", (_R, _P)),
    "disdik": ("Dinas Pendidikan", "Disdik", (_R, _P)),
    "disdukcapil": ("Disdukcapil", "Capil", (_R,)),
    "dishub": ("Dinas Perhubungan", "Dishub", (_R, _P)),
    "dishut": ("Dinas Kehutanan", "Dishut", (_P,)),
    "diskop": ("Dinas Koperasi dan UMKM", "Diskop", (_R, _P)),
    "disnaker": ("Dinas Tenaga Kerja", "Disnaker", (_R, _P)),
    "dispar": ("Dinas Pariwisata", "Dispar", (_R, _P)),
    "disperkim": ("Dinas Perumahan dan Permukiman", "Disperkim", (_R, _P)),
    "dispora": ("Dinas Pemuda dan Olahraga", "Dispora", (_R, _P)),
    "distan": ("Dinas Pertanian", "Distan", (_R, _P)),
    "djbc": ("Ditjen Bea dan Cukai", "Bea Cukai", (_N,)),
    "djp": ("Ditjen Pajak", "DJP", (_N,)),
    "dkp": ("Dinas Kelautan dan Perikanan", "DKP", (_R, _P)),
    "dlh": ("Dinas Lingkungan Hidup", "DLH", (_R, _P)),
    "dp3a": ("Dinas P3A", "DP3A", (_R, _P)),
    "dpmd": ("Dinas PMD", "DPMD", (_R, _P)),
    "dpmptsp": ("DPMPTSP", "DPMPTSP", (_R, _P)),
    "esdm": ("ESDM", "ESDM", (_P, _N)),
    "imigrasi": ("Ditjen Imigrasi", "Imigrasi", (_N,)),
    "inspektorat": ("Inspektorat", "Inspektorat", (_R, _P)),
    "kai": ("PT KAI", "KAI", (_N,)),
    "kehutanan": ("Kementerian Kehutanan", "Kehutanan", (_N,)),
    "kejaksaan": ("Kejaksaan Agung", "Kejagung", (_N,)),
    "kemdiktisaintek": ("Kemdiktisaintek", "Kemdikti", (_N,)),
    "kemenag": ("Kementerian Agama", "Kemenag", (_R, _N)),
    "kemendag": ("Kementerian Perdagangan", "Kemendag", (_N,)),
    "kemendagri": ("Kementerian Dalam Negeri", "Kemendagri", (_N,)),
    "kemendesa": ("Kementerian Desa", "Kemendes", (_N,)),
    "kemendikdasmen": ("Kemendikdasmen", "Dikdasmen", (_N,)),
    "kemenhaj": ("Kementerian Haji dan Umrah", "Kemenhaj", (_N,)),
    "kemenham": ("Kementerian HAM", "KemenHAM", (_N,)),
    "kemenhub": ("Kementerian Perhubungan", "Kemenhub", (_N,)),
    "kemenimipas": ("Kementerian Imigrasi dan Pemasyarakatan", "Kemenimipas", (_N,)),
    "kemenkes": ("Kementerian Kesehatan", "Kemenkes", (_N,)),
    "kemenkeu": ("Kementerian Keuangan", "Kemenkeu", (_N,)),
    "kemenkop": ("Kementerian Koperasi", "Kemenkop", (_N,)),
    "kemenkum": ("Kementerian Hukum", "Kemenkum", (_N,)),
    "kemensos": ("Kementerian Sosial", "Kemensos", (_N,)),
    "kementerian-pkp": ("Kementerian Perumahan", "KemenPKP", (_N,)),
    "kementerian-pu": ("Kementerian PU", "KemenPU", (_N,)),
    "kemnaker": ("Kementerian Ketenagakerjaan", "Kemnaker", (_N,)),
    "kkp": ("Kementerian Kelautan dan Perikanan", "KKP", (_N,)),
    "kominfo": ("Kementerian Komunikasi dan Digital", "Komdigi", (_N,)),
    "komnas-ham": ("Komnas HAM", "Komnas HAM", (_N,)),
    "kp2mi": ("Kementerian Pelindungan Pekerja Migran", "KP2MI", (_N,)),
    "kpk": ("KPK", "KPK", (_N,)),
    "kpu": ("KPU", "KPU", (_N,)),
    "mahkamah-agung": ("Mahkamah Agung", "MA", (_N,)),
    "ojk": ("OJK", "OJK", (_N,)),
    "ombudsman": ("Ombudsman", "Ombudsman", (_N,)),
    "pdam": ("PDAM", "PDAM", (_R,)),
    "pertamina": ("Pertamina", "Pertamina", (_N,)),
    "pln": ("PLN", "PLN", (_R, _N)),
    "polres": ("Polres", "Polres", (_R,)),
    "polri": ("Propam Polri", "Propam", (_N,)),
    "pos": ("Pos Indonesia", "Pos", (_N,)),
    "pupr": ("Dinas PU", "DPU", (_R, _P)),
    "pupuk-indonesia": ("Pupuk Indonesia", "Pupuk Ind", (_N,)),
    "rsud": ("RSUD", "RSUD", (_R, _P)),
    "satpolpp": ("Satpol PP", "Satpol PP", (_R, _P)),
    "setda": ("Sekretariat Daerah", "Setda", (_R, _P)),
    "taspen": ("Taspen", "Taspen", (_N,)),
    "telkom": ("Telkom Indonesia", "Telkom", (_N,)),
    "tni": ("TNI", "TNI", (_N,)),
}
OFFICES: Final = {
    identifier: Office(Name(long, short), frozenset(levels))
    for identifier, (long, short, levels) in _TABLE.items()
}


def exists(office: str, level: Level) -> bool:
    """Whether there is such an office at that level."""
    return office in OFFICES and level in OFFICES[office].levels


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """Every office of the table in every region of its levels. *names* yields a region's name."""

    names: Names

    def exists(self, office: str, level: Level) -> bool:
        """Whether there is such an office at that level."""
        return exists(office, level)

    def find(self, code: str) -> Agency | None:
        """The agency *code*; None when its office is not in that region or the region is not known."""
        office, _, region = code.partition("@")
        name = agency_name(code, self.names) if _stands(office, region) else None
        return Agency(code, name) if name else None

    def acting(self, code: str) -> Agency | None:
        """The same: none of the table is switched off."""
        return self.find(code)


def agency_name(code: str, names: Names) -> Name | None:
    """The name of the agency *code*; None when the office or the region is not known."""
    office, _, region = code.partition("@")
    own = OFFICES.get(office)
    if own is None or not region:
        return None
    if region == NATIONAL:
        return own.name
    place = names(region)
    return Name(f"{own.name.long} {place.long}", f"{own.name.short} {place.short}") if place else None


def _stands(office: str, region: str) -> bool:
    if region == NATIONAL:
        return exists(office, Level.NATIONAL)
    if region == _JAKARTA:
        return exists(office, Level.PROVINCE) or exists(office, Level.REGENCY)
    if "." not in region:
        return exists(office, Level.PROVINCE)
    province, number, *_ = region.split(".")
    in_a_city = number >= _FIRST_CITY
    return (
        province != _JAKARTA
        and exists(office, Level.REGENCY)
        and not (in_a_city and office in _NOT_IN_A_CITY)
    )
