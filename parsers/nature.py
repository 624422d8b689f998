"""What kind of report it is (complaint, wish, question) and which agencies it names."""

from collections.abc import Sequence

from parsers.complaint import Evidence, ReportType
from parsers.lexicon import Lexicon
from parsers.normalize import Clean
from parsers.phrases import Hit, Word
from parsers.wordlist import wordset

_GRIEVANCE = wordset(
    "rusak parah hancur macet mati padam bau kotor mahal langka pungli korupsi lambat kecewa keluhan",
    "mengeluh meresahkan mengganggu resah belum tidak kenapa mengapa lapor melaporkan kok susah sulit",
    "ditolak dipersulit berlubang banjir",
)


def find_type(
    words: Sequence[Word], cleaned: Clean, lexicon: Lexicon
) -> tuple[ReportType, tuple[Evidence, ...]]:
    """A complaint unless a phrase asks or wishes and little is complained about."""
    hits = lexicon.types.find(words)
    grievances = sum(1 for word in words if word.form in _GRIEVANCE)
    for kind in (ReportType.INFORMASI, ReportType.ASPIRASI):
        own = [hit for hit in hits if hit.payloads[0] == kind.value]
        if own and (grievances <= 1 or len(own) >= grievances):
            return kind, _told("type", own, words, cleaned)
    named = [word for word in words if word.form in _GRIEVANCE][:1]
    spans = [cleaned.raw_span(word.start, word.end) for word in named]
    return ReportType.PENGADUAN, tuple(Evidence("type", start, end, "grievance") for start, end in spans)


def find_agencies(
    words: Sequence[Word], cleaned: Clean, lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The slugs of the agencies the text names, in the order of first mention."""
    hits = lexicon.agencies.find(words)
    return tuple(dict.fromkeys(hit.payloads[0] for hit in hits)), _told("agencies", hits, words, cleaned)


def _told(
    field: str, hits: Sequence[Hit[str]], words: Sequence[Word], cleaned: Clean
) -> tuple[Evidence, ...]:
    spans = [
        (cleaned.raw_span(words[hit.first].start, words[hit.last - 1].end), hit.payloads[0]) for hit in hits
    ]
    return tuple(Evidence(field, start, end, value) for (start, end), value in spans)
