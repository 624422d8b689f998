"""What one check of doctor comes to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. *ok* None means: worth knowing, but no fault. *remedy* is set when ok is False."""

    check: str
    ok: bool | None
    detail: str
    remedy: str = ""
