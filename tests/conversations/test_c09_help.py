"""C9: how the service is used."""

from tests.conversations.transcript import Talk


def test_help(talk: Talk) -> None:
    talk.plays(
        """
        > BANTUAN
        < LAPOR! 1708: tulis masalah + lokasi + kapan. Perintah: STATUS no, TAMBAH no isi, BATAL no,
          ANONIM isi, BERHENTI. Tarif SMS biasa. Darurat: 112
        """
    )
