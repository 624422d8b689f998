"""Reasons and details are codes in the store, and words on a page."""

import pytest

from parsers import Knowledge
from sms_gateway.catalog.console_texts import packaged_console_texts
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
        ((), ""),
    ],
)
def test_what_is_coded_is_said(coded: tuple[str, ...], said: str, knowledge: Knowledge) -> None:
    assert all_spoken(coded, T, region_names(knowledge), packaged(knowledge)) == said
