"""One text in, one value out: what is understood, what never happens, and what it may cost."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import (
    Failure,
    Kind,
    Missing,
    Parsed,
    Personal,
    ReportType,
    Role,
    Urgency,
    Verb,
    fingerprint_text,
    load_knowledge,
    parse,
)

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def read(text: str, role: Role = Role.CITIZEN) -> Parsed:
    return parse(text, now=NOW, knowledge=load_knowledge(), role=role)


def test_a_complete_report_is_understood_in_every_field() -> None:
    text = (
        "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, "
        "sdh 3 minggu byk motor jatuh"
    )
    parsed = read(text)
    assert (parsed.kind, parsed.type, parsed.topics[0][0], parsed.problem) == (
        Kind.REPORT,
        ReportType.PENGADUAN,
        "jalan_jembatan",
        "jalan rusak",
    )
    assert (parsed.place.regency, parsed.place.district) == ("33.74", "33.74.09")
    assert parsed.period is not None
    assert (parsed.period.start, parsed.period.end) == (date(2026, 11, 1), date(2026, 11, 22))
    assert parsed.agencies == ("pdam",)
    assert parsed.missing == ()


@pytest.mark.parametrize(
    "text",
    [
        "alat berat di Sumalata gorut bongkar gunung cari emas, torang pe aer kuala so kabur. "
        "Polsek deng camat tau samua",
        "tambang emas liar di sungai kami",
        "nambang galena limbahnya dibuang ke kali",
    ],
)
def test_mining_is_not_called_fuel(text: str) -> None:
    assert read(text).problem == "tambang"


def test_the_keyword_is_taken_off_the_text() -> None:
    assert read("LAPOR# Jalan rusak di cianjur").text == "Jalan rusak di cianjur"


def test_a_region_keyword_is_taken_off_the_text() -> None:
    assert read("TANGKAB jalan rusak di curug").text == "jalan rusak di curug"


def test_a_region_keyword_says_where_when_the_text_does_not() -> None:
    assert read("TANGKAB jalan rusak depan pasar").place.regency == "36.03"
    assert read("BANJARBARU jl a yani km 34 gelap").place.regency == "63.72"
    assert read("TANGKAB jalan rusak di kota serang").place.regency == "36.73"


def test_a_programme_word_stays_for_the_topic() -> None:
    parsed = read("PKH sudah 3 bulan tidak cair")
    assert (parsed.text, parsed.topics[0][0]) == ("PKH sudah 3 bulan tidak cair", "bansos")


def test_a_report_without_a_place_says_so() -> None:
    assert read("air pdam mati sudah 4 hari tolong pak").missing == (Missing.PLACE,)


def test_a_place_without_a_problem_is_a_report_that_says_so() -> None:
    parsed = read("kp cibogo ds sukamaju kec jonggol bogor")
    assert (parsed.kind, parsed.missing, parsed.place.district) == (
        Kind.REPORT,
        (Missing.PROBLEM,),
        "32.01.06",
    )


@pytest.mark.parametrize("marker", ["gampong", "kampung"])
def test_the_name_of_a_village_alone_is_a_place_wherever_it_is(marker: str) -> None:
    parsed = read(f"{marker} lamteh")
    assert (parsed.kind, Missing.PROBLEM in parsed.missing) == (Kind.REPORT, True)


def test_the_words_of_a_place_do_not_speak_for_a_topic() -> None:
    assert read("jl kelud raya dkt pdam bolong besar").topics[0][0] == "jalan_jembatan"


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", Failure.EMPTY),
        (" \u200b\x00 ", Failure.EMPTY),
        ("p", Failure.GREETING),
        ("halo", Failure.GREETING),
        ("assalamualaikum selamat pagi pak", Failure.GREETING),
        ("tes", Failure.TEST),
        ("test 123", Failure.TEST),
        ("Selamat anda memenangkan hadiah 100 juta, pin anda 7788 hub 081234567890", Failure.FRAUD),
        ("mama minta pulsa 50rb ke nomor ini ya penting", Failure.FRAUD),
        ("butuh dana tunai? jaminan bpkb proses cepat bunga ringan", Failure.ADVERT),
        ("slot gacor bonus new member daftar sekarang", Failure.ADVERT),
        ("sebarkan pesan ini ke 20 orang jangan putus di anda", Failure.SPAM),
        ("dasar anjing bangsat semua", Failure.ABUSE),
        ("REG 3273011234567890#3273011234567891#", Failure.SIM_REGISTRATION),
        ("cek kuota", Failure.WRONG_ADDRESS),
        ("*123#", Failure.WRONG_ADDRESS),
        ("sayang lagi dimana kok belum pulang", Failure.WRONG_ADDRESS),
        ("asdkj 88 trs pak ny gmn sdh 2x", Failure.UNCLEAR),
        ("sudah", Failure.UNCLEAR),
    ],
)
def test_a_text_without_a_complaint_has_a_reason(text: str, failure: Failure) -> None:
    parsed = read(text)
    assert (parsed.kind, parsed.failure) == (Kind.NOT_A_REPORT, failure)


@pytest.mark.parametrize(
    "text",
    [
        "goblok pln listrik mati terus dari kemarin",
        "saya ditipu katanya dapat hadiah undian minta transfer, tolong lacak pelaku penipuan",
        "tes cpns di kabupaten kami curang",
        "pagi pak jalan di desa kami rusak",
        "mantan suami sy tidak kasih nafkah",
        "spanduk promo pinjaman online ilegal dipasang di tiang listrik tolong ditertibkan satpol pp",
        "anjing liar banyak di komplek kami sudah gigit anak",
    ],
)
def test_a_text_with_a_complaint_in_it_is_a_report(text: str) -> None:
    assert read(text).kind is Kind.REPORT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mohon info syarat bikin ktp", ReportType.INFORMASI),
        ("saran saya sebaiknya trotoar di jl merdeka diberi pohon", ReportType.ASPIRASI),
        ("jalan rusak parah di cianjur", ReportType.PENGADUAN),
    ],
)
def test_the_type_of_a_report_is_read(text: str, kind: ReportType) -> None:
    assert read(text).type is kind


def test_an_anonymous_report_is_a_command_that_carries_the_report() -> None:
    parsed = read("ANONIM kepsek sdn 3 minta uang gedung")
    assert parsed.command is not None
    assert (parsed.kind, parsed.command.verb, parsed.command.rest) == (
        Kind.COMMAND,
        Verb.ANONYMOUS,
        "kepsek sdn 3 minta uang gedung",
    )


def test_an_emergency_is_a_report_too() -> None:
    parsed = read("TOLONG kebakaran di pasar minggu banyak orang terjebak")
    assert (parsed.kind, parsed.urgency) == (Kind.REPORT, Urgency.EMERGENCY)


def test_personal_data_is_told_apart() -> None:
    parsed = read("nik 3273011234567890 belum dapat bansos hub 081234567890")
    assert [span.type for span in parsed.personal_data] == [Personal.NIK, Personal.PHONE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Jalan RUSAK!!  di  cianjur.", "jalan rusak di cianjur"),
        ("jalan\u200b rusak\ndi cianjur", "jalan rusak, di cianjur"),
    ],
)
def test_the_same_text_sent_again_has_one_fingerprint(first: str, second: str) -> None:
    assert fingerprint_text(first) == fingerprint_text(second)


def test_another_house_number_is_another_fingerprint() -> None:
    assert fingerprint_text("jl mawar no 74") != fingerprint_text("jl mawar no 65")


INDONESIAN = st.lists(
    st.sampled_from(
        [
            *("jalan rusak", "air pdam mati", "status", "24183567", "lapor", "jl kelud no 45", "rt 03", "di"),
            *("sukamaju", "kec jonggol", "sdh 3 minggu", "anonim", "reg", "#", "3273011234567890", "bpjs"),
            *("081234567890", "ktp", "tgl 12/11", "a.n. budi", "!!", "jalan2", "tolooong", "\u200b", "\x00"),
        ]
    ),
    max_size=25,
).map(" ".join)
ANY = st.text(max_size=200) | st.text(st.characters(categories=["Cs", "Mn", "Nd", "Lo", "Cf"]), max_size=60)


@settings(max_examples=150, deadline=None)
@given(INDONESIAN | ANY)
def test_any_text_gets_an_answer_that_holds_together(text: str) -> None:
    parsed = read(text)
    assert (parsed.failure is not None) == (parsed.kind is Kind.NOT_A_REPORT)
    assert (parsed.command is not None) == (parsed.kind is Kind.COMMAND)
    assert parsed.knowledge_version == load_knowledge().version
    assert 0 <= parsed.confidence <= 1
    assert len(parsed.problem) <= 20


@settings(max_examples=150, deadline=None)
@given(INDONESIAN | ANY)
def test_a_report_ranks_three_topics_with_scores_that_add_up(text: str) -> None:
    parsed = read(text)
    scores = [score for _, score in parsed.topics]
    assert len(scores) >= 3 or parsed.kind is not Kind.REPORT
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1.0001
    assert {topic for topic, _ in parsed.topics} <= set(load_knowledge().lexicon.topics)


@settings(max_examples=150, deadline=None)
@given(INDONESIAN | ANY)
def test_every_piece_of_evidence_stands_in_the_text(text: str) -> None:
    parsed = read(text)
    assert all(0 <= told.start < told.end <= len(text) for told in parsed.evidence)


@settings(max_examples=150, deadline=None)
@given(INDONESIAN)
def test_every_field_that_was_found_names_its_words(text: str) -> None:
    parsed = read(text)
    told = {evidence.field.partition(".")[0] for evidence in parsed.evidence}
    found = {
        "problem": bool(parsed.problem),
        "period": parsed.period is not None,
        "agencies": bool(parsed.agencies),
        "personal_data": bool(parsed.personal_data),
        "urgency": parsed.urgency is not Urgency.NORMAL,
        "command": parsed.command is not None,
        "place": parsed.place.code is not None or parsed.place.street is not None,
    }
    assert {field for field, there in found.items() if there} <= told


@pytest.mark.parametrize(
    "piece", ["a", "0", "1 ", "jalan rusak ", "@a.", "\u0301", "jl ", "a-", "kec ", "\ud800"]
)
def test_ten_thousand_characters_get_an_answer(piece: str) -> None:
    assert read((piece * 10_000)[:10_000]).kind in Kind
