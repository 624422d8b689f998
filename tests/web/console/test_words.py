"""Reasons and details are codes in the store, and words on a page."""

import pytest

from parsers import Knowledge
from sms_gateway.catalog.console_texts import packaged_console_texts
from sms_gateway.domain.matters import FAULTS, THINGS
from sms_gateway.domain.particulars import LABELLED
from sms_gateway.services.agencies import packaged
from sms_gateway.services.regions import region_names
from sms_gateway.web.console.words import all_spoken

T = packaged_console_texts()["id"]


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        (
            ("topic sampah 0.90", "region 33.74"),
            "topik: Sampah dan kebersihan (0.90); wilayah: Kota Semarang",
        ),
        (("words lubang", "words ~rusak"), "kata: lubang, rusak"),
        (("region -",), "wilayah: -"),
        (("agency pupr@33.74", "rule jalan"), "instansi: Dinas PU Kota Semarang; aturan: jalan"),
        (("by topic sampah",), "menurut topik: Sampah dan kebersihan"),
        (("regency: 33.74 / 33.22",), "kabupaten/kota: Kota Semarang / Kab Semarang"),
        (("topic unheard_of", "region 99.99"), "topik: unheard_of; wilayah: 99.99"),
        (("a code of later 7", "<b>"), "a code of later 7; <b>"),
        (
            ("conflict-thing: lamp, road / drain", "conflict-problem: broken / <b>"),
            "benda: lampu jalan, jalan / saluran air; masalah: rusak / <b>",
        ),
        (("state: put right / not put right",), "keadaan: sudah beres / belum beres"),
        (("person: another name", "long-apart: 30 h"), "orang: nama lain; selisih waktu: 30 jam"),
        (("not-sure: too little in common",), "kurang pasti: terlalu sedikit yang sama"),
        (("nothing-in-common",), "tidak ada yang sama"),
        (("masjid: al huda / nurul iman", "km: 7 / 9"), "masjid: al huda / nurul iman; km: 7 / 9"),
        (("street: jl kelud / raya",), "jalan: jl kelud / raya"),
        ((), ""),
    ],
)
def test_what_is_coded_is_said(coded: tuple[str, ...], said: str, knowledge: Knowledge) -> None:
    assert all_spoken(coded, T, region_names(knowledge), packaged(knowledge)) == said


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_mark_of_a_comparison_has_words_in_both_languages(language: str) -> None:
    texts = packaged_console_texts()[language].texts
    named = {f"words.{each}" for each in LABELLED | {"person", "amount", "day", "state", "nothing-in-common"}}
    named |= {f"marks.thing.{each}" for each in THINGS} | {f"marks.problem.{each}" for each in FAULTS}
    assert named - texts.keys() == set()
