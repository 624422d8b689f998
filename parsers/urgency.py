"""How urgent a text reads, in one linear pass without knowledge, so that intake can order the queue."""

import re
from dataclasses import dataclass

from parsers.complaint import Evidence, Urgency
from parsers.normalize import Clean

_LIMIT = 1600  # ten SMS; what follows cannot change how the text begins

# Said only by somebody who is in it now.
_ACUTE = re.compile(
    r"\b(?:(?:orang|warga|korban|anak|penumpang|kami|keluarga|penghuni|nelayan|siswa|ibu|bayi|"
    r"lansia|saya|sy|masih|msh)"
    r" (?:ada )?(?:yg |yang )?(?:masih |msh )?(?:ter?jebak|terperangkap|tertimbun|terseret|"
    r"tertimpa|tenggelam|hanyut|terbakar|tersengat|kesetrum|terkepung|terhimpit|terjepit|"
    r"disandera|dibacok|ditusuk|ditembak|dikeroyok)"
    r"|(?:ter?jebak|terperangkap) (?:di ?dalam|dlm|dalam|di atap|di lift|lift|api|asap|banjir|"
    r"kebakaran|reruntuhan|longsor)"
    r"|(?:tenggelam|hanyut|terseret arus|tertimbun longsor|tertimbun tanah|tertimbun "
    r"reruntuhan)(?: di| ke| dan| belum| blm)"
    r"|api (?:sudah |sdh |udh |makin |semakin |terus |mulai )?(?:membesar|merembet|menjalar|"
    r"berkobar|menyala besar|melalap|besar sekali|membakar)"
    r"|(?:rumah|pasar|pabrik|gedung|ruko|toko|kios|gudang|hutan|lahan|mobil|bus|kapal|warung|"
    r"sekolah|kampung)(?: [a-z]{2,12}){0,2} (?:terbakar|kebakaran|dilalap api|kobong)"
    r"|(?:melahirkan|lahiran|mau lahir|brojol|pecah ketuban|ketuban pecah) "
    r"(?:sekarang|skrg|dijalan|tolong|tlg|"
    r"(?:di|dlm|dalam) (?:jalan|mobil|angkot|pinggir|rumah|teras|perahu|becak|bus))"
    r"|(?:tidak|tdk|gak|ga) (?:sadarkan diri|sadar diri|bernapas|bernafas)|pingsan (?:di|tolong|"
    r"tlg|butuh|belum|blm)"
    r"|(?:pendarahan|perdarahan) (?:hebat|parah|terus)|serangan jantung|kejang(?:-kejang| kejang)?"
    r"|(?:butuh|perlu|minta|kirim|panggilkan|tolong|tlg|mana) (?:segera )?(?:ambulan[sc]e?|"
    r"ambulan|damkar|pemadam|tim sar|perahu karet|evakuasi)"
    r"|(?:gas|pipa gas|tabung gas) (?:meledak|bocor besar)|ledakan (?:keras|gas|bom|di)|ada bom|ancaman bom"
    r"|mau bunuh diri|hendak bunuh diri|loncat dari|gantung diri (?:di|sekarang)"
    r"|banjir bandang (?:datang|menerjang|melanda|menghantam|skrg|sekarang|di)|tsunami (?:datang|"
    r"air)|air laut surut"
    r"|air (?:sudah |sdh |udh )?(?:se|setinggi |sampai |sampe )?(?:leher|dada|atap)|banjir (?:se|"
    r"setinggi )(?:leher|dada|atap)"
    r"|(?:sedang|sdg|lagi|lg|masih) (?:dirampok|dibegal|diserang|dikeroyok|disekap|diperkosa|"
    r"dianiaya|dipukuli|tawuran|terbakar|kebakaran|dibakar)"
    r"|(?:disekap|diculik|penculikan anak|diperkosa) (?:sekarang|skrg|tolong|tlg|di)"
    r"|gempa (?:besar |kuat )?(?:rumah|bangunan|gedung) (?:roboh|runtuh|ambruk)|rumah (?:roboh|"
    r"runtuh|ambruk)(?: [a-z]+){0,3} (?:tertimpa|tertimbun|orang|korban))"
)

# May be news, a memory or paperwork: needs a sign of now and no sign of then.
_EVENT = re.compile(
    r"\b(?:kebakaran|kebakar|kobaran|kecelakaan|kcelakaan|tabrakan|tabrak lari|laka|longsor|"
    r"banjir bandang|begal|pembegalan|perampokan|rampok"
    r"|tawuran|bentrok|carok|tenggelam|hanyut|keracunan|pingsan|sekarat|kritis|ledakan|meledak|"
    r"amuk|amuk massa|pembacokan|penusukan|penembakan"
    r"|pengeroyokan|penganiayaan|kdrt|ambruk|runtuh|roboh|gempa|tsunami|kesetrum|tersengat|"
    r"terbakar|melahirkan|penculikan|gas bocor|kebocoran gas|puting beliung)\b"
)
_NOW = re.compile(
    r"\b(?:sekarang|skrg|skrng|skr|saat ini|detik ini|barusan|baru saja|baru aja|sedang|sdg|lagi "
    r"ada|lg ada|ada korban|korban jiwa|banyak korban|korbannya|korban masih"
    r"|darurat|emergency|sos|cepat|cepet|cpt|segera kirim|segera datang|segera evakuasi|buruan|"
    r"korban luka|berdarah|luka parah|luka berat|gawat|meninggal di tempat|tewas di tempat"
    r"|belum ada petugas|blm ada petugas|petugas belum datang|belum datang|blm datang|tidak sadar|"
    r"terkapar|tergeletak|masih di lokasi|menutup jalan|menimpa rumah|menimpa mobil"
    r"|tolong ada|tlg ada|tolong kebakaran|tlg kebakaran|tolong pak ada|tolong kami|tolong banget|"
    r"tolong tolong|tolong (?:di|ke) sini|tolong dibantu cepat|tertimbun|terjebak|hilang "
    r"kontak)\b|!!"
)
_BARE = re.compile(
    r"^\W{0,5}(?:(?:tolong|tlg|darurat|awas|pak|lapor|ada|info|help)\W+){0,4}(?:kebakaran|banjir "
    r"bandang|tanah longsor|longsor|kecelakaan|tabrakan|begal|tawuran|perampokan|rampok)\W+(?:di|"
    r"dpn|depan|dkt|jl|jln|jalan|besar|hebat|maut)\b"
)
_THEN = re.compile(
    r"\b(?:(?:minggu|mgg|bulan|bln|tahun|thn|pekan) (?:lalu|kemarin|kmrn|yang lalu|yg lalu)|"
    r"kemarin|kmrn|kemaren|dulu|sejak|tempo hari|hari yang lalu|hari lalu|hari yg lalu|pernah|"
    r"pasca|bekas"
    r"|sering|srg|kerap|rawan|hampir|nyaris|biar tidak|agar tidak|supaya tidak|spy tdk|agar tdk|"
    r"jangan sampai|jgn sampai|takut|takutnya|khawatir|berpotensi|potensi|dapat menyebabkan|bisa "
    r"menyebabkan|menyebabkan|mengakibatkan|mengantisipasi|antisipasi|mencegah|pencegahan|kalau|"
    r"kalo|klo|jika|bila|apabila"
    r"|(?:belum|blm|dapat|dpt|terima|menerima|penerima|uang|dana|mohon|minta|jatah) (?:[a-z]+ ){0,2}bantuan"
    r"|bantuan (?:belum|blm|sosial|dana|untuk|utk|korban|rumah|modal|pemerintah)|santunan|klaim|"
    r"asuransi|jasa raharja|bpjs|proposal|pengadaan|hidran|hydrant|apar|"
    r"alat pemadam|pos damkar|mobil damkar baru|pelatihan|simulasi|sosialisasi|penyuluhan|surat|"
    r"laporan polisi|bap|kasus|tersangka|pelaku belum|diproses|tindak lanjut|penyebab|film|berita|"
    r"musim"
    r"|setiap (?:hari|minggu|bulan|tahun|hujan|musim)|tiap (?:hari|minggu|bulan|tahun|hujan|"
    r"musim)|sudah (?:lama|berbulan|bertahun)|sdh lama|[0-9]+ (?:hari|hr|minggu|mgg|bulan|bln|"
    r"tahun|thn)|tahun [0-9]{4}|mohon perbaikan|rambu|marka|polisi tidur|mobil (?:pemadam|"
    r"damkar)(?: kebakaran)? (?:di|sudah|sdh|rusak|kami|belum|tidak))\b"
)
_URGENT = re.compile(
    r"\b(?:bahaya|membahayakan|berbahaya|mengancam|ancam|diancam|terancam|darurat|gawat|kritis|"
    r"sekarat|korban jiwa|meninggal|tewas|luka parah|luka berat|keracunan|pingsan|pendarahan"
    r"|kabel(?: [a-z]+){0,2} (?:putus|menjuntai|jatuh|terkelupas|terbakar)|tiang(?: [a-z]+){0,2} "
    r"(?:roboh|ambruk|tumbang|miring)|pohon(?: [a-z]+){0,2} (?:tumbang|roboh)|jembatan(?: "
    r"[a-z]+){0,3} (?:putus|ambruk|roboh|ambrol)"
    r"|(?:jalan|jln|jl|tanggul|tebing)(?: [a-z]+){0,3} (?:putus|amblas|ambles|jebol|longsor)|"
    r"longsor|banjir bandang|gas bocor|bocor gas|demam berdarah|dbd|wabah|rabies|penganiayaan|"
    r"dianiaya|kdrt|pelecehan|perkosaan|diperkosa|penculikan|diculik|anak hilang|hilang kontak"
    r"|ditolak (?:rs|rumah sakit|rsud|puskesmas|igd)|tidak ditangani|tdk ditangani|begal|tawuran|"
    r"rampok|perampokan|kecelakaan|kebakaran|terisolir|terisolasi|kelaparan|terlantar|jatuh "
    r"korban|makan korban|bunuh diri|meledak|kesetrum|nyetrum|mendesak|secepatnya|banjir)\b"
)
_URGENT_NOT = re.compile(r"\b(?:terima kasih|trims|apresiasi|usul|saran|lowongan)\b")


@dataclass(frozen=True, slots=True)
class UrgencyFinding:
    """The urgency, and the words (raw offsets) that made it more than normal."""

    urgency: Urgency
    evidence: tuple[Evidence, ...] = ()


def hint(text: str) -> Urgency:
    """The urgency *text* reads with; only its first 1600 characters count. Never raises."""
    return _judge(text[:_LIMIT].lower())[0]


def find_urgency(cleaned: Clean) -> UrgencyFinding:
    """As `hint`, with the words that made it so."""
    urgency, match = _judge(cleaned.text[:_LIMIT])
    if match is None:
        return UrgencyFinding(urgency)
    start, end = cleaned.raw_span(match.start(), match.end())
    return UrgencyFinding(urgency, (Evidence("urgency", start, end, urgency.value),))


def _judge(lowered: str) -> tuple[Urgency, re.Match[str] | None]:
    match = _emergency(lowered)
    if match:
        return Urgency.EMERGENCY, match
    match = _URGENT.search(lowered)
    if match and not _URGENT_NOT.search(lowered):
        return Urgency.URGENT, match
    return Urgency.NORMAL, None


def _emergency(lowered: str) -> re.Match[str] | None:
    acute = _ACUTE.search(lowered)
    event = acute or _EVENT.search(lowered)
    if not event or _THEN.search(lowered):
        return None
    return event if acute or _BARE.match(lowered) or _NOW.search(lowered) else None
