"""Who handles what: the offices, and the tables that lead from a topic, a phrase or a named agency to one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sms_gateway.domain.rendering import Name
from sms_gateway.domain.topics import Topic


class Level(StrEnum):
    """Whose office it is: of a regency or city, of a province, of the country."""

    REGENCY = "regency"
    PROVINCE = "province"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Rule:
    """The office and the level a complaint goes to."""

    office: str
    level: Level = Level.REGENCY


@dataclass(frozen=True, slots=True)
class Refinement:
    """A rule that replaces the topic's own when the text holds one of *phrases* (plain lower-case words)."""

    topic: Topic
    phrases: tuple[str, ...]
    rule: Rule


# A regional office is called by this name and its region's: "Dinas PU Kota Semarang".
OFFICES: Final = {
    "bapenda": Name("Bapenda", "Bapenda"),
    "bbpjn": Name("Balai Besar Pelaksanaan Jalan Nasional", "BBPJN"),
    "bkpsdm": Name("BKPSDM", "BKPSDM"),
    "bpbd": Name("BPBD", "BPBD"),
    "bpjs-kesehatan": Name("BPJS Kesehatan", "BPJS Kes"),
    "bpjs-ketenagakerjaan": Name("BPJS Ketenagakerjaan", "BPJS TK"),
    "bpjt": Name("Badan Pengatur Jalan Tol", "BPJT"),
    "bpn": Name("Kantor Pertanahan", "BPN"),
    "damkar": Name("Damkar", "Damkar"),
    "dinkes": Name("Dinas Kesehatan", "Dinkes"),
    "dinsos": Name("Dinas Sosial", "Dinsos"),
    "disdag": Name("Dinas Perdagangan", "Disdag"),
    "disdik": Name("Dinas Pendidikan", "Disdik"),
    "disdukcapil": Name("Disdukcapil", "Capil"),
    "dishub": Name("Dinas Perhubungan", "Dishub"),
    "diskop": Name("Dinas Koperasi dan UMKM", "Diskop"),
    "disnaker": Name("Dinas Tenaga Kerja", "Disnaker"),
    "disperkim": Name("Dinas Perumahan dan Permukiman", "Disperkim"),
    "distan": Name("Dinas Pertanian", "Distan"),
    "djp": Name("Ditjen Pajak", "DJP"),
    "dlh": Name("Dinas Lingkungan Hidup", "DLH"),
    "dpmd": Name("Dinas PMD", "DPMD"),
    "dpmptsp": Name("DPMPTSP", "DPMPTSP"),
    "esdm": Name("Kementerian ESDM", "ESDM"),
    "imigrasi": Name("Ditjen Imigrasi", "Imigrasi"),
    "inspektorat": Name("Inspektorat", "Inspektorat"),
    "kai": Name("PT KAI", "KAI"),
    "kemenkum": Name("Kementerian Hukum", "Kemenkum"),
    "kominfo": Name("Kementerian Komunikasi dan Digital", "Komdigi"),
    "ojk": Name("OJK", "OJK"),
    "pdam": Name("PDAM", "PDAM"),
    "pertamina": Name("Pertamina", "Pertamina"),
    "pln": Name("PLN", "PLN"),
    "polres": Name("Polres", "Polres"),
    "pupr": Name("Dinas PU", "DPU"),
    "satpolpp": Name("Satpol PP", "Satpol PP"),
    "setda": Name("Sekretariat Daerah", "Setda"),
}

_NATIONAL: Final = Level.NATIONAL
_PROVINCE: Final = Level.PROVINCE

# Topic.LAINNYA has no office of its own: the national desk reads it.
RULES: Final = {
    Topic.JALAN_JEMBATAN: Rule("pupr"),
    Topic.PENERANGAN_JALAN: Rule("dishub"),
    Topic.DRAINASE_BANJIR: Rule("pupr"),
    Topic.SAMPAH: Rule("dlh"),
    Topic.LINGKUNGAN_TAMAN: Rule("dlh"),
    Topic.AIR_BERSIH: Rule("pdam"),
    Topic.LISTRIK: Rule("pln", _NATIONAL),
    Topic.BBM_LPG: Rule("pertamina", _NATIONAL),
    Topic.PERHUBUNGAN: Rule("dishub"),
    Topic.KETERTIBAN: Rule("satpolpp"),
    Topic.BANSOS: Rule("dinsos"),
    Topic.KESEHATAN: Rule("dinkes"),
    Topic.PENDIDIKAN: Rule("disdik"),
    Topic.KEPENDUDUKAN: Rule("disdukcapil"),
    Topic.KETENAGAKERJAAN: Rule("disnaker"),
    Topic.PERTANAHAN_PERUMAHAN: Rule("bpn"),
    Topic.PAJAK_KEUANGAN: Rule("djp", _NATIONAL),
    Topic.TELEKOMUNIKASI: Rule("kominfo", _NATIONAL),
    Topic.ASN: Rule("bkpsdm"),
    Topic.PUNGLI_KORUPSI: Rule("inspektorat"),
    Topic.DESA_KELURAHAN: Rule("dpmd"),
    Topic.USAHA_PERIZINAN: Rule("diskop"),
    Topic.PERTANIAN: Rule("distan"),
    Topic.HUKUM_IMIGRASI: Rule("kemenkum", _NATIONAL),
}

# In order: the first that fits holds. UU 23/2014: senior secondary schools belong to the province.
REFINEMENTS: Final = (
    Refinement(Topic.JALAN_JEMBATAN, ("jalan tol", "jln tol", "gerbang tol"), Rule("bpjt", _NATIONAL)),
    Refinement(
        Topic.JALAN_JEMBATAN, ("jalan nasional", "jln nasional", "jalan negara"), Rule("bbpjn", _NATIONAL)
    ),
    Refinement(Topic.JALAN_JEMBATAN, ("jalan provinsi", "jln provinsi"), Rule("pupr", _PROVINCE)),
    Refinement(Topic.PENDIDIKAN, ("sma", "sman", "smk", "smkn", "slb"), Rule("disdik", _PROVINCE)),
    Refinement(Topic.KESEHATAN, ("bpjs", "jkn"), Rule("bpjs-kesehatan", _NATIONAL)),
    Refinement(Topic.KETENAGAKERJAAN, ("bpjs", "jht", "jamsostek"), Rule("bpjs-ketenagakerjaan", _NATIONAL)),
    Refinement(Topic.PAJAK_KEUANGAN, ("pbb", "pajak daerah", "retribusi", "bphtb"), Rule("bapenda")),
    Refinement(Topic.PAJAK_KEUANGAN, ("samsat", "pajak kendaraan", "stnk"), Rule("bapenda", _PROVINCE)),
    Refinement(Topic.PAJAK_KEUANGAN, ("bank", "pinjol", "leasing", "asuransi"), Rule("ojk", _NATIONAL)),
    Refinement(Topic.PERTANAHAN_PERUMAHAN, ("rusun", "rusunawa", "rtlh", "perumahan"), Rule("disperkim")),
    Refinement(Topic.BBM_LPG, ("tambang", "galian c"), Rule("esdm", _NATIONAL)),
    Refinement(Topic.PERHUBUNGAN, ("kereta", "krl", "stasiun"), Rule("kai", _NATIONAL)),
    Refinement(
        Topic.KETERTIBAN, ("narkoba", "begal", "pencurian", "maling", "judi", "tawuran"), Rule("polres")
    ),
    Refinement(Topic.HUKUM_IMIGRASI, ("imigrasi", "paspor", "wna"), Rule("imigrasi", _NATIONAL)),
    Refinement(Topic.USAHA_PERIZINAN, ("izin", "ijin", "perizinan", "nib", "oss"), Rule("dpmptsp")),
    Refinement(Topic.USAHA_PERIZINAN, ("pasar", "harga", "sembako"), Rule("disdag")),
)

# The agency a text names decides only when its topic does not.
NAMED: Final = {
    "bapenda": Rule("bapenda"),
    "bbpjn": Rule("bbpjn", _NATIONAL),
    "bkd": Rule("bkpsdm"),
    "bpbd": Rule("bpbd"),
    "bpjs-kesehatan": Rule("bpjs-kesehatan", _NATIONAL),
    "bpjs-ketenagakerjaan": Rule("bpjs-ketenagakerjaan", _NATIONAL),
    "bpn": Rule("bpn"),
    "damkar": Rule("damkar"),
    "dinas-koperasi": Rule("diskop"),
    "dinas-pertanian": Rule("distan"),
    "dinas-pu": Rule("pupr"),
    "dinkes": Rule("dinkes"),
    "dinsos": Rule("dinsos"),
    "disdik": Rule("disdik"),
    "disdukcapil": Rule("disdukcapil"),
    "dishub": Rule("dishub"),
    "disnaker": Rule("disnaker"),
    "disperindag": Rule("disdag"),
    "djp": Rule("djp", _NATIONAL),
    "dlh": Rule("dlh"),
    "dpmd": Rule("dpmd"),
    "dpmptsp": Rule("dpmptsp"),
    "imigrasi": Rule("imigrasi", _NATIONAL),
    "inspektorat": Rule("inspektorat"),
    "jasa-marga": Rule("bpjt", _NATIONAL),
    "kai": Rule("kai", _NATIONAL),
    "kominfo": Rule("kominfo", _NATIONAL),
    "ojk": Rule("ojk", _NATIONAL),
    "pdam": Rule("pdam"),
    "perkim": Rule("disperkim"),
    "pertamina": Rule("pertamina", _NATIONAL),
    "pln": Rule("pln", _NATIONAL),
    "polres": Rule("polres"),
    "puskesmas": Rule("dinkes"),
    "samsat": Rule("bapenda", _PROVINCE),
    "satpol-pp": Rule("satpolpp"),
}
