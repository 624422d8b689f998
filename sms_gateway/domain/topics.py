"""The 25 topics a report can have, with the names people read: a full label and one that fits an SMS."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Topic(StrEnum):
    JALAN_JEMBATAN = "jalan_jembatan"
    PENERANGAN_JALAN = "penerangan_jalan"
    DRAINASE_BANJIR = "drainase_banjir"
    SAMPAH = "sampah"
    LINGKUNGAN_TAMAN = "lingkungan_taman"
    AIR_BERSIH = "air_bersih"
    LISTRIK = "listrik"
    BBM_LPG = "bbm_lpg"
    PERHUBUNGAN = "perhubungan"
    KETERTIBAN = "ketertiban"
    BANSOS = "bansos"
    KESEHATAN = "kesehatan"
    PENDIDIKAN = "pendidikan"
    KEPENDUDUKAN = "kependudukan"
    KETENAGAKERJAAN = "ketenagakerjaan"
    PERTANAHAN_PERUMAHAN = "pertanahan_perumahan"
    PAJAK_KEUANGAN = "pajak_keuangan"
    TELEKOMUNIKASI = "telekomunikasi"
    ASN = "asn"
    PUNGLI_KORUPSI = "pungli_korupsi"
    DESA_KELURAHAN = "desa_kelurahan"
    USAHA_PERIZINAN = "usaha_perizinan"
    PERTANIAN = "pertanian"
    HUKUM_IMIGRASI = "hukum_imigrasi"
    LAINNYA = "lainnya"


@dataclass(frozen=True, slots=True)
class Label:
    """*full* for screens; *sms* (GSM-7, at most 20 characters) for a sentence of one segment."""

    full: str
    sms: str


LABELS: Final = {
    Topic.JALAN_JEMBATAN: Label("Jalan, jembatan, trotoar", "jalan rusak"),
    Topic.PENERANGAN_JALAN: Label("Penerangan jalan umum", "lampu jalan"),
    Topic.DRAINASE_BANJIR: Label("Drainase, sungai, banjir", "drainase/banjir"),
    Topic.SAMPAH: Label("Sampah dan kebersihan", "sampah"),
    Topic.LINGKUNGAN_TAMAN: Label("Lingkungan, pohon, taman, pencemaran", "lingkungan"),
    Topic.AIR_BERSIH: Label("Air minum / PDAM", "air PDAM"),
    Topic.LISTRIK: Label("Listrik / PLN", "listrik"),
    Topic.BBM_LPG: Label("BBM, LPG, migas, tambang", "BBM/LPG"),
    Topic.PERHUBUNGAN: Label("Lalu lintas, parkir, angkutan", "lalu lintas"),
    Topic.KETERTIBAN: Label("Ketertiban dan keamanan", "ketertiban"),
    Topic.BANSOS: Label("Bantuan sosial dan kesejahteraan", "bansos"),
    Topic.KESEHATAN: Label("Kesehatan dan BPJS Kesehatan", "kesehatan"),
    Topic.PENDIDIKAN: Label("Pendidikan dan kebudayaan", "pendidikan"),
    Topic.KEPENDUDUKAN: Label("KTP, KK, akta", "KTP/KK/akta"),
    Topic.KETENAGAKERJAAN: Label("Ketenagakerjaan, BPJS-TK", "tenaga kerja"),
    Topic.PERTANAHAN_PERUMAHAN: Label("Tanah, perumahan, bangunan", "tanah/perumahan"),
    Topic.PAJAK_KEUANGAN: Label("Pajak, bank, jasa keuangan", "pajak/keuangan"),
    Topic.TELEKOMUNIKASI: Label("Telekomunikasi, internet, aplikasi pemerintah", "telekomunikasi"),
    Topic.ASN: Label("Kepegawaian ASN", "kepegawaian ASN"),
    Topic.PUNGLI_KORUPSI: Label("Pungli dan korupsi", "pungli/korupsi"),
    Topic.DESA_KELURAHAN: Label("Pemerintahan desa/kelurahan, RT/RW, dana desa", "desa/kelurahan"),
    Topic.USAHA_PERIZINAN: Label("UMKM, perizinan, perdagangan, konsumen", "usaha/perizinan"),
    Topic.PERTANIAN: Label("Pertanian, peternakan, perikanan", "pertanian"),
    Topic.HUKUM_IMIGRASI: Label("Hukum, HAM, imigrasi", "hukum/imigrasi"),
    Topic.LAINNYA: Label("Topik lainnya", "lainnya"),
}


def label(topic: str) -> Label:
    """The label of *topic*; that of LAINNYA for an id not in the list."""
    return LABELS[Topic(topic)] if topic in LABELS else LABELS[Topic.LAINNYA]
