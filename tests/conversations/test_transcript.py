"""The language of the transcripts itself."""

import pytest

from tests.builders import ROAD
from tests.conversations.transcript import Talk

ACK = (
    "LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja. "
    "Cek: STATUS {no}. Batal: BATAL {no}"
)


def test_a_number_is_bound_by_the_first_sms_and_told_from_another(talk: Talk) -> None:
    talk.plays(
        f"""
        > {ROAD}
        < {ACK}
        B> STATUS {{no}}
        B< LAPOR!: No {{no}} tidak ada utk nomor HP ini. Kirim dari nomor HP yang dipakai melapor,
          atau ketik STATUS saja utk semua laporan Anda
        """
    )
    assert talk.bound == {"no": "24183567"}


@pytest.mark.parametrize(
    "transcript",
    ["> BANTUAN", "> BANTUAN\n< LAPOR! 1708", "< LAPOR!", "> BANTUAN\nB< LAPOR!"],
    ids=["an SMS left out", "an SMS cut short", "an SMS that never came", "an SMS to another phone"],
)
def test_an_sms_that_is_not_as_written_fails(talk: Talk, transcript: str) -> None:
    with pytest.raises(AssertionError):
        talk.plays(transcript)


def test_a_move_of_the_staff_gets_its_words_and_the_office(talk: Talk) -> None:
    heard: list[tuple[str, ...]] = []
    talk.moves = {"answer": lambda *words, office: heard.append(words)}
    talk.plays("! answer 24183567 lubang sudah ditambal")
    assert heard == [("24183567", "lubang sudah ditambal")]
