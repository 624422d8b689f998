"""Two reports are one case only when nothing tells them apart and a particular place says so."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge, load_knowledge, parse
from sms_gateway.domain.dedupe import Comparison, Verdict, compare, may_merge, sent_again
from sms_gateway.domain.prints import Print, from_json, print_of

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "duplicate_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
ROAD = "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, byk motor jatuh"
ROAD_OF_ANOTHER = "jl kelud raya semarang dekat kantor pdam bolong besar, bahaya kalo malam"


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


def of(text: str, region: str | None = None) -> Print:
    parsed = parse(text, now=NOW, knowledge=knowledge(), region=region)
    return print_of(text, parsed, knowledge=knowledge(), region=region)


def compared(a: str, b: str, hours: float = 1.0) -> Comparison:
    return compare(of(a), of(b), hours)


@dataclass(frozen=True)
class Figures:
    """How the pairs of one half came out."""

    verdicts: Counter[tuple[str, str]]

    @property
    def precision(self) -> float:
        right, wrong = self.verdicts["same", "duplicate"], self.verdicts["different", "duplicate"]
        return right / (right + wrong)

    @property
    def recall(self) -> float:
        right = self.verdicts["same", "duplicate"]
        return right / sum(count for (label, _), count in self.verdicts.items() if label == "same")


@cache
def figures(held_out: bool) -> Figures:
    chosen = [pair for pair in PAIRS if pair["held_out"] is held_out]
    return Figures(
        Counter(
            (
                pair["label"],
                compare(
                    of(pair["a"], pair.get("region_a")),
                    of(pair["b"], pair.get("region_b")),
                    pair["hours_apart"],
                ).verdict.value,
            )
            for pair in chosen
        )
    )


def test_there_are_enough_pairs_of_each_sort() -> None:
    counts = Counter((pair["label"], "resend" if pair["kind"] == "resend" else "other") for pair in PAIRS)
    assert counts["same", "other"] >= 120
    assert counts["same", "resend"] >= 40
    assert counts["different", "other"] >= 140


@pytest.mark.parametrize("held_out", [False, True])
def test_what_is_called_a_duplicate_is_one(held_out: bool) -> None:
    assert figures(held_out).precision >= 0.98


@pytest.mark.parametrize("held_out", [False, True])
def test_most_duplicates_are_found(held_out: bool) -> None:
    assert figures(held_out).recall >= 0.75


@pytest.mark.parametrize(
    ("a", "b", "conflict"),
    [
        ("got mampet di dukuh kupang no 74", "got mampet di dukuh kupang no 65", "number: 74 / 65"),
        ("lampu mati di putat jaya 1a", "lampu mati di putat jaya 3a", "jaya: 1a / 3a"),
        ("pju mati di ngagel jaya gang 3", "pju mati di ngagel jaya gang III", None),
        ("pju mati di ngagel jaya gang 3", "pju mati di ngagel jaya gg 5", "alley: 3 / 5"),
        ("banjir rw 04 cipinang melayu", "banjir rw 4 cipinang melayu", None),
        ("banjir rw 04 cipinang melayu", "banjir rw 3 cipinang melayu", "rw: 4 / 3"),
        ("lampu blok c4 padam", "lampu blok d2 padam", "block: c4 / d2"),
        ("jalan rusak km 21 kendal", "jalan rusak km 27 kendal", "km: 21 / 27"),
        ("sdn 3 cikajang garut atapnya bocor", "sdn 2 cikajang garut atapnya bocor", "sd: 3 / 2"),
        ("smpn 2 maros minta iuran", "sman 2 maros minta iuran", "school: smp / sma"),
        ("jalan rusak di kota tegal", "jalan rusak di kota salatiga", "regency: 33.76 / 33.73"),
        ("jl pahlawan berlubang", "jl melati berlubang", "street: pahlawan / melati"),
        ("lampu dekat masjid al huda mati", "lampu dekat masjid nurul iman mati", "masjid: alhuda / "),
        ("calo minta 300 ribu di samsat", "calo minta 1 juta di samsat", "amount: 300000 / 1000000"),
        ("tgl 3 november ada tawuran", "tanggal 17/11 ada tawuran", "day: 3 / 17"),
        ("lampu di jl veteran mati", "lampu di jl veteran sudah menyala terima kasih", "state: "),
        ("guru bernama sumarno memukul murid", "guru bernama hartini memukul murid", "person: another name"),
        ("air mati di desa sukamaju", "air mati di desa sukamaja", "village: sukamaju / sukamaja"),
        ("pasar minggu banyak copet", "pasar minggu banyak sampah menumpuk", "problem: "),
    ],
)  # fmt: skip
def test_what_tells_two_cases_apart(a: str, b: str, conflict: str | None) -> None:
    found = compared(a, b).conflicts
    assert any(each.startswith(conflict) for each in found) if conflict else found == ()


def test_two_people_who_name_the_same_street_report_one_case() -> None:
    comparison = compared(ROAD, ROAD_OF_ANOTHER)
    assert comparison.verdict is Verdict.DUPLICATE
    assert "street: kelud raya" in comparison.reasons


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("listrik mati terus", "listrik mati terus pak"),
        ("jalan rusak di kab bogor", "tolong jalan kab bogor rusak"),
        ("lampu mati di jl sudirman", "jl sudirman lampu mati semua"),
    ],
)
def test_without_a_particular_place_a_person_decides(a: str, b: str) -> None:
    assert compared(a, b).verdict is not Verdict.DUPLICATE


def test_the_same_long_text_is_one_whatever_it_names() -> None:
    text = "tolong harga pupuk mahal sekali petani kecil tidak sanggup beli panen gagal hutang menumpuk"
    assert compared(text, text.replace("tidak", "tdk") + "!!").verdict is Verdict.DUPLICATE


@pytest.mark.parametrize(("hours", "verdict"), [(24, Verdict.DUPLICATE), (1500, Verdict.POSSIBLE)])
def test_what_lies_weeks_apart_is_for_a_person(hours: float, verdict: Verdict) -> None:
    assert compared(ROAD, ROAD_OF_ANOTHER, hours).verdict is verdict


def test_what_passes_by_itself_is_another_case_some_days_later() -> None:
    a = "banjir di kel cipinang melayu jakarta timur selutut"
    assert compared(a, a, 24 * 10).verdict is Verdict.POSSIBLE


@pytest.mark.parametrize(
    ("again", "same"),
    [
        (ROAD.replace("parah", "prah"), True),
        (ROAD + " tolong pak", True),
        (ROAD.replace("kelud", "pandanaran"), False),
        (ROAD + " no 45", False),
    ],
)
def test_a_text_sent_again_may_be_misspelt_but_names_nothing_else(again: str, same: bool) -> None:
    assert sent_again(of(ROAD), of(again)) is same


@pytest.mark.parametrize(
    ("text", "merges"),
    [(ROAD, True), ("petugas samsat minta uang pungli 300 ribu", False)],
)
def test_a_report_about_officials_is_never_merged(text: str, merges: bool) -> None:
    assert may_merge(of(text)) is merges


def test_a_print_holds_no_name_and_no_number_of_a_person() -> None:
    kept = of("saya bernama Sumarno nik 3273012345678901 hp 081234567890, pak darmo minta uang")
    line = print_of(
        text := "saya bernama Sumarno nik 3273012345678901 hp 081234567890, pak darmo minta uang",
        parse(text, now=NOW, knowledge=knowledge()),
        knowledge=knowledge(),
        hide=lambda name: str(len(name)),
    ).as_json()
    assert kept.persons == {"sumarno", "darmo"}
    assert not any(word in line for word in ("sumarno", "darmo", "3273012345678901", "081234567890"))


def test_a_print_survives_storage() -> None:
    for pair in PAIRS[::7]:
        kept = of(pair["a"])
        assert from_json(kept.as_json()) == kept


_WORDS = (
    "jalan rusak jl kelud raya melati no 74 65 rt 03 blok c4 sdn 2 desa sukamaju kec jonggol bogor semarang",
    "lampu mati sampah pasar kliwon sudah diperbaiki pak darmo 500rb gang III masjid al huda tgl 5 november",
    "! 1a \u0661 \x00",
)
_words = st.sampled_from([word for line in _WORDS for word in line.split(" ")])
SENTENCES = st.one_of(st.lists(_words, max_size=14).map(" ".join), st.text(max_size=60))


@given(SENTENCES, SENTENCES, st.floats(-1e4, 1e4))
def test_comparing_is_symmetric_and_never_raises(a: str, b: str, hours: float) -> None:
    forth, back = compare(of(a), of(b), hours), compare(of(b), of(a), -hours)
    assert (forth.verdict, bool(forth.conflicts)) == (back.verdict, bool(back.conflicts))


@given(SENTENCES)
def test_a_report_never_conflicts_with_itself(text: str) -> None:
    itself = compare(of(text), of(text), 0)
    assert itself.conflicts == ()
    assert itself.verdict is not Verdict.DIFFERENT or itself.near == 0


@given(SENTENCES, SENTENCES)
def test_a_conflict_always_vetoes(a: str, b: str) -> None:
    comparison = compare(of(a), of(b), 1)
    assert comparison.verdict is Verdict.DIFFERENT or not comparison.conflicts
