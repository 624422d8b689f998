"""The words and pattern pieces that name times: months, days, counts, units, and what stands before them."""

from parsers.feasts import FEASTS

MONTHS = {
    "januari": 1, "jan": 1, "februari": 2, "pebruari": 2, "feb": 2, "maret": 3, "mar": 3, "april": 4,
    "apr": 4, "mei": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "agustus": 8, "agt": 8, "agu": 8,
    "ags": 8, "agst": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "november": 11,
    "nopember": 11, "nov": 11, "nop": 11, "desember": 12, "des": 12,
}  # fmt: skip
DAYS = {
    "senin": 0, "selasa": 1, "rabu": 2, "rebo": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5,
    "minggu": 6, "ahad": 6,
}  # fmt: skip
COUNTS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "telung": 3, "telu": 3, "rong": 2, "patang": 4,
    "limang": 5, "pitung": 7, "wolung": 8, "sangang": 9, "tilu": 3, "opat": 4, "genep": 6, "dalapan": 8,
    "salapan": 9, "sapuluh": 10, "tigo": 3, "ampek": 4, "limo": 5, "se": 1, "sa": 1, "sak": 1,
    "seminggu": 1, "beberapa": 3, "setengah": 1,
}  # fmt: skip
UNITS = {
    "hari": 1, "hri": 1, "hr": 1, "minggu": 7, "mggu": 7, "mgg": 7, "mg": 7, "pekan": 7, "bulan": 30,
    "bln": 30, "tahun": 365, "thn": 365, "th": 365, "taun": 365, "dina": 1, "dino": 1, "dinten": 1,
    "poe": 1, "wulan": 30, "sasih": 30, "sasi": 30,
}  # fmt: skip
MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
DAY = "(" + "|".join(sorted(DAYS, key=len, reverse=True)) + ")"
COUNT = "([0-9]{1,3}|" + "|".join(sorted(COUNTS, key=len, reverse=True)) + ")"
UNIT = "(" + "|".join(sorted(UNITS, key=len, reverse=True)) + ")"
PADDING = (
    r"(?:sekitar |kurang lebih |hari |tanggal |tgl\.? |tggl |bulan |bln |tahun |thn "
    r"|awal |akhir |pertengahan )*"
)
SINCE = r"(sejak|semenjak|mulai|dari|dr|sedari|per)?\s*" + PADDING
FROM = r"(sejak |semenjak |mulai |dari |dr )?"
TEENS = {f"{name} belas": 10 + COUNTS[name] for name in ("dua", "tiga", "empat", "lima", "enam", "tujuh",
          "delapan", "sembilan")}  # fmt: skip
TENS = {"dua puluh": 20, "tiga puluh": 30}
SPOKEN = {name: value for name, value in COUNTS.items() if value > 1 and name.isalpha()} | TEENS | {"satu": 1}
SPOKEN |= {f"{ten} {name}": value + COUNTS[name] for ten, value in TENS.items()
            for name in ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
            if value + COUNTS[name] <= 31} | TENS  # fmt: skip
SPOKEN_DAY = "(" + "|".join(sorted(SPOKEN, key=len, reverse=True)) + ")"
TO = r" ?(?:-|s/d|s\.d\.?|sd|sampai|smp|sampe|hingga) ?(?:tgl|tanggal|tahun|thn|th)?\.? ?"
FEAST = "(" + "|".join(sorted(FEASTS, key=len, reverse=True)) + ")"
DATE_WORD = r"(?:tgl|tanggal|tggl)\.? ?"
AGO = r"(?:lalu|kemarin|kmrn|kemaren|silam|yang lalu|yg lalu)"
ALREADY = (
    r"(?:wis|wes|geus|tos|atos|sampun|alah|sudah|sdh|udah|udh|uda|dah|selama|hampir|lebih dari|kurang lebih"
    r"|telah|sekitar|lebih|hingga)"
)
ABOUT = r"(?: (?:hampir|lebih dari|sekitar|kurang lebih|ada|lebih|mau))?"
AMOUNT = f"(?P<count>{COUNT[1:-1]}) ?-?(?P<unit>{UNIT[1:-1]})"
NUMBER = r"(?P<year>(?:19[5-9]|20[0-9])[0-9])"
YEAR = r"((?:19|20)[0-9]{2})"
SINCE_WORDS = frozenset({"sejak", "semenjak", "mulai", "sedari", "dari", "dr", "per"})

NEAR = {
    "kemarin": 1, "kmrn": 1, "kemaren": 1, "kmren": 1, "kmarin": 1, "tadi subuh": 0, "td subuh": 0,
    "subuh tadi": 0, "pagi tadi": 0, "siang tadi": 0, "sore tadi": 0, "tadi jam": 0, "td jam": 0,
    "td siang": 0, "td sore": 0, "malam tadi": 1, "mlm tadi": 1, "semalem": 1, "tadi malem": 1,
    "subuh ini": 0, "wingi": 1, "kamari": 1, "kapungkur": 1, "kemarin lusa": 2, "kemaren lusa": 2,
    "kmrn lusa": 2, "lusa kemarin": 2, "kemarin dulu": 2, "dinten ieu": 0, "dina iki": 0, "ayeuna": 0,
    "saiki": 0, "semalam": 1, "tadi malam": 1, "td malam": 1, "tadi mlm": 1, "hari ini": 0,
    "hr ini": 0, "tadi pagi": 0, "td pagi": 0, "tadi siang": 0, "tadi sore": 0, "barusan": 0,
    "saat ini": 0, "sekarang": 0, "skrg": 0, "detik ini": 0, "pagi ini": 0, "siang ini": 0,
    "malam ini": 0, "sore ini": 0,
}  # fmt: skip
