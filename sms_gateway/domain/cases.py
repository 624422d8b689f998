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


class ArchiveCode(StrEnum):
    """Why a case is archived; an officer writes the digit of its place in this list, from 1."""

    UNCLEAR = "unclear"  # tidak jelas
    NOT_PUBLIC = "not_public"  # bukan layanan publik
    DUPLICATE = "duplicate"  # ganda
    IN_COURT = "in_court"  # proses hukum
    HOAX = "hoax"  # iseng/SARA


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
# Verified and handed to an agency: before it, an agency of the case is only where it would go.
HANDED_ON = OPEN - {CaseState.UNVERIFIED, CaseState.ASKING}
