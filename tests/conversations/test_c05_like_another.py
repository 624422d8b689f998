"""C5: the same report again, and the report of somebody else."""

from tests.conversations.conftest import TalkMaker
from tests.conversations.test_c03_status import ACK, ROUTED
from tests.conversations.transcript import Talk


def test_c5_the_same_text_again(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{ROUTED}
> jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sdh 3 minggu byk motor jatuh
< LAPOR!: Pesan ini sama dgn laporan Anda No {{no}} (diproses), jadi tidak dibuat baru. Kejadian lain? Balas
  BARU
> BARU
< LAPOR!: Laporan diterima, No {{no2}} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja. Cek:
  STATUS {{no2}}. Batal: BATAL {{no2}}"""
    )


def test_c5_the_report_of_another(make_talk: TalkMaker) -> None:
    make_talk("24183567", "24183994").plays(
        f"""{ACK}
B> jl kelud raya semarang dkt pdam bolong besar, bahaya kalo malam
B< LAPOR!: No {{no2}} diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya), Anda pelapor ke-2 dan
  ikut dikabari. Beda? Balas BEDA {{no2}}
B> BEDA {{no2}}
B< LAPOR!: No {{no2}} dipisah jadi laporan sendiri. Verifikasi maks 3 hari kerja. Cek: STATUS {{no2}}"""
    )
