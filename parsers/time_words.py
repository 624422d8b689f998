"""The words and pattern pieces that name times: months, days, units, parts of a day."""

from parsers.feasts import FEASTS
from parsers.time_counts import COUNT
from parsers.wordlist import either

MONTHS = {
    "januari": 1, "jan": 1, "jnuari": 1, "february": 2, "februari": 2, "pebruari": 2, "febuari": 2, "feb": 2,
    "peb": 2, "maret": 3, "mar": 3, "mrt": 3, "april": 4, "apr": 4, "mei": 5, "juni": 6, "jun": 6, "juli": 7,
    "jul": 7, "agustus": 8, "agustos": 8, "agst": 8, "agt": 8, "agu": 8, "ags": 8, "agus": 8, "aug": 8,
    "september": 9, "sptember": 9, "sept": 9, "sep": 9, "oktober": 10, "october": 10, "okt": 10, "oct": 10,
    "november": 11, "nopember": 11, "nofember": 11, "novmber": 11, "nov": 11, "nop": 11, "desember": 12,
    "desmber": 12, "december": 12, "des": 12, "dec": 12,
}  # fmt: skip
DAYS = {
    "senin": 0, "senen": 0, "selasa": 1, "slasa": 1, "salasa": 1, "rabu": 2, "rebo": 2, "rebu": 2, "kamis": 3,
    "kemis": 3, "jumat": 4, "jum'at": 4, "jumaat": 4, "jemuah": 4, "jumaah": 4, "sabtu": 5, "saptu": 5,
    "setu": 5, "minggu": 6, "ahad": 6,
}  # fmt: skip
WEEKS = ("minggu", "mnggu", "mingu", "mggu", "mngg", "mgg", "mg", "pekan", "minggon")
MOONS = ("bulan", "bln", "buln", "wulan", "sasih", "sasi", "bulen")
YEARS = ("tahun", "thn", "th", "thun", "taun", "taon", "tahon")
SUNS = ("hari", "hri", "hr", "dina", "dino", "dinten", "poe", "powe", "arai")
UNITS = {
    **dict.fromkeys(SUNS, 1), **dict.fromkeys(WEEKS, 7), **dict.fromkeys(MOONS, 30),
    **dict.fromkeys(YEARS, 365), "malam": 1, "mlm": 1, "bengi": 1, "peuting": 1, "triwulan": 90,
    "semester": 182, "dekade": 3650,
}  # fmt: skip
HOURS = {"jam": 60, "jm": 60, "menit": 1, "mnt": 1}  # in minutes
ONE = ("se", "sa", "sak")  # glued to its unit: "seminggu"
GLUED = {one + unit: UNITS[unit] for one in ONE for unit in (*SUNS, *WEEKS, *MOONS, *YEARS) if len(unit) > 2}
GLUED_HOURS = {one + unit: HOURS[unit] for one in ONE for unit in ("jam", "menit")}

NIGHT = ("malam", "mlm", "mlam", "malem", "mlem", "bengi", "wengi", "peuting", "dalu")
BY_DAY = (
    "pagi", "pg", "pgi", "pagi2", "subuh", "sbh", "shubuh", "siang", "siank", "sore", "sorean", "petang",
    "isuk", "esuk", "enjing", "enjang", "awan", "beurang", "sonten", "maghrib", "magrib", "sahur",
    "dini hari",
)  # fmt: skip
EARLIER = ("tadi", "td", "tdi", "wau")
YESTERDAY = (
    "kemarin", "kmrn", "kemaren", "kmren", "kmarin", "kmaren", "kemrin", "kmrin", "kamarin", "kamari",
    "wingi", "kapungkur", "kapatang", "ibi", "nantoari", "baroe",
)  # fmt: skip
BEFORE_THAT = (
    "kemarin lusa", "kemaren lusa", "kmrn lusa", "kmren lusa", "lusa kemarin", "kemarin dulu",
    "kemarin dulunya", "kmrn dulu", "mangkukna", "winginane", "wingenane", "wingi uni",
)  # fmt: skip
LAST_NIGHT = ("semalam", "smlm", "smalam", "semlm", "semalem", "smalem", "mambengi", "nabodari")
NOW = (
    "hari ini", "hr ini", "hri ini", "barusan", "brusan", "baru saja", "baru aja", "bru aja", "saat ini",
    "sekarang", "skrg", "skrang", "skrng", "detik ini", "dinten ieu", "poe ieu", "dina iki", "dino iki",
    "dinten niki", "saiki", "sakniki", "ayeuna", "jani", "mangkin", "hari ko", "tadi",
)  # fmt: skip
CLITICS = ("2", "nya", "na", "ne", "mi", "ji", "pi", "mo", "lah")  # kemarinnya, kemarinmi

SURE_SINCE = (
    "sejak", "sjk", "sejk", "sjak", "semenjak", "smnjk", "sedari", "mulai", "mulae", "mlai", "mula", "wiwit",
    "kawit", "sajak", "awit", "per", "semejak",
)  # fmt: skip
LOOSE_SINCE = ("dari", "dr", "dri", "ti", "saka", "soko", "kit", "ket", "dai")
AGO_WORDS = (
    "lalu", "kemarin", "kmrn", "kmren", "kemaren", "silam", "yang lalu", "yg lalu", "yg lewat", "lewat",
    "kapungkur", "kepungkur", "kamari", "wingi", "kepengker", "kapatang",
)  # fmt: skip
RECENT = (
    "ini", "terakhir", "terakir", "belakangan", "belakangan ini", "blkgn", "blkangan", "iki", "ieu", "niki",
    "trakhir",
)  # fmt: skip
ALREADY_WORDS = (
    "wis", "wes", "geus", "ges", "tos", "atos", "sampun", "alah", "sudah", "sdh", "sudh", "suda", "udah",
    "udh", "uda", "dah", "telah", "tlh", "su", "so", "lah", "selama", "slama", "hampir", "hmpir", "ampir",
    "nyaris", "lebih dari", "kurang lebih", "krg lebih", "sekitar", "lebih", "hingga", "genap", "baru",
    "baru2",
)  # fmt: skip
ABOUT_WORDS = (
    "hampir", "hmpir", "ampir", "lebih dari", "sekitar", "kurang lebih", "kira2", "kira-kira", "ada",
    "lebih", "mau", "selama", "genap", "masuk", "jalan", "sampai",
)  # fmt: skip
FULL_MONTHS = tuple(month for month in MONTHS if len(month) > 3 or month == "mei")

MONTH = f"(?P<month>{either(MONTHS)})"
OTHER_MONTH = f"(?P<other>{either(MONTHS)})"
FULL_MONTH = f"(?P<month>{either(FULL_MONTHS)})"
DAY = f"(?P<name>{either(DAYS)})"
OTHER_DAY = f"(?P<other>{either(DAYS)})"
FEAST = f"(?P<name>{either(FEASTS)})"
CLITIC = f"{either(CLITICS)}?"
PART = either((*NIGHT, *BY_DAY))
AGO = either(AGO_WORDS)
DATE = r"(?P<day>[0-9]{1,2})"
LAST_DATE = r"(?P<last>[0-9]{1,2})"
FOUR = r"(?:19|20)[0-9]{2}"
YEAR_WORD = either(YEARS) + r"\.?"
MOON_WORD = either(MOONS) + r"\.?"
IN_YEAR = rf"(?: ?-?(?:{YEAR_WORD} )?(?P<year>{FOUR}))?"
NUMBER = r"(?P<year>(?:19[5-9]|20[0-9])[0-9])"
DATE_WORD = r"(?:tgl|tanggal|tggl|tgal|tg|ping)\.? ?"
FROM = f"(?P<since>(?:{either((*SURE_SINCE, *LOOSE_SINCE))} ){{1,2}})?"
SURELY = f"(?P<since>(?:{either(SURE_SINCE)} ){{1,2}})"
SINCE = f"(?P<since>(?:{either((*SURE_SINCE, *LOOSE_SINCE))} ){{1,2}})"
PART_OF = r"(?:awal|akhir|pertengahan|tengah|medio|sekitar|kisaran)"
PADDING = rf"(?:(?:sekitar|kurang lebih|hari|hr|{either(DAYS)},?|tanggal|tgl\.?|tggl|pada|pd) ){{0,4}}"
TO = (
    r" ?(?:-|s/d|s\.d\.?|sd|sampai|smpai|smp|sampe|sampek|smpe|hingga|nganti|nepi ka)"
    rf" ?(?:dengan |dgn )?(?:tgl|tanggal|hari|{MOON_WORD}|{YEAR_WORD})?\.? ?"
)
ALREADY = either(ALREADY_WORDS)
ABOUT = f"(?: {either(ABOUT_WORDS)})?"
UNIT = either(UNITS)
AMOUNT = (
    rf"(?:(?P<count>{COUNT}) ?-?(?P<unit>{UNIT})|(?P<one>{either(GLUED)}))\b(?P<half> setengah| stengah)?"
    rf"(?: (?P<more>{COUNT}) ?(?P<lesser>{UNIT})\b)?"
)
CLOCK = (
    r"(?:jam|jm|pukul|pkl)\.? ?(?:setengah |set )?(?P<hour>[0-9]{1,2})(?:[.:][0-9]{2})?(?:an)?"
    r"(?: wi(?:b|t|ta))?"
)
