"""The states of a case, in LAPOR!'s words, and which of them still ask for work."""

from enum import StrEnum


class CaseState(StrEnum):
    UNVERIFIED = "unverified"  # belum terverifikasi
    ASKING = "asking"  # menunggu info
    ROUTED = "routed"  # terdisposisi
    WORKING = "working"  # diproses
    ANSWERED = "answered"  # dijawab
    DONE = "done"  # selesai
    DELAYED = "delayed"  # tertunda
    ARCHIVED = "archived"  # arsip
    CANCELLED = "cancelled"  # dibatalkan


OPEN = frozenset(
    {
        CaseState.UNVERIFIED,
        CaseState.ASKING,
        CaseState.ROUTED,
        CaseState.WORKING,
        CaseState.ANSWERED,
        CaseState.DELAYED,
    }
)
