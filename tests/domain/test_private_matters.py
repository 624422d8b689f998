"""A family's own affair is told from a complaint about a public service."""

from datetime import UTC, datetime

import pytest

from parsers import Knowledge, parse
from sms_gateway.domain.private_matters import is_private

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("mantan suami sy tidak kasih nafkah", True),
        ("cerai suami saya tidak mau tanda tangan", True),
        ("hak asuh anak direbut mantan istri", True),
        ("suami tidak menafkahi anak, urus surat cerai di pengadilan agama dipersulit", False),
        ("akta cerai saya belum keluar dari pengadilan", False),
        ("kdrt suami memukul istri di jl melati garut", False),
        ("jalan rusak di depan rumah mantan suami saya", False),
    ],
)
def test_only_a_family_matter_without_any_service_is_private(
    text: str, private: bool, knowledge: Knowledge
) -> None:
    assert is_private(text, parse(text, now=NOW, knowledge=knowledge), knowledge) is private
