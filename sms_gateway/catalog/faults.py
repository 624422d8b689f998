"""A fault in a catalog file says where it is, what is wrong and what to do; all of a file come at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sms_gateway.errors import GatewayError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in *source* at *line* (from 1). *remedy* is one sentence in English."""

    source: str
    line: int
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.reason}. {self.remedy}"


class CatalogFault(GatewayError):
    """A file of the catalog cannot be used; *faults* lists every reason, in the order of the lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        lines = "".join(f"\n  - {fault}" for fault in self.faults)
        super().__init__(f"The file has {len(self.faults)} fault(s):{lines}\n", "Nothing was changed.")
