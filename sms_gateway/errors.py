"""Real faults, each naming its remedy; expected outcomes are values and are not here."""

from collections.abc import Sequence


class GatewayError(Exception):
    """A fault an operator can act on. *remedy* is one sentence in English."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class ConfigurationFault(GatewayError):
    """The configuration cannot be used; *faults* lists every reason at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        lines = "".join(f"\n  - {fault}" for fault in self.faults)
        super().__init__(
            f"The configuration has {len(self.faults)} fault(s):{lines}\n",
            "Correct config.yaml or the environment.",
        )


class MissingSecret(GatewayError):
    """A secret the environment must hold is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set.", f"Set {name} in the environment of this process.")


class StoreUnavailable(GatewayError):
    """The database cannot take the message now; the carrier must try again."""

    def __init__(
        self,
        what: str = "The database did not answer.",
        remedy: str = "Check, in this order, that its server runs, that this machine reaches it, and "
        "database.url: see docs/runbooks/database.md.",
    ) -> None:
        super().__init__(what, remedy)


class DataDirBusy(GatewayError):
    """Another gateway holds the same data directory."""
