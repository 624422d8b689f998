"""The routing rules in force: read when they are first asked for, and again when their file has changed."""

from collections.abc import Callable
from pathlib import Path

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.catalog.rules import packaged_rules, rules_file
from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.errors import GatewayError
from sms_gateway.services.watched import LOOK_SECONDS, WatchedFile, read_whole

__all__ = ["LOOK_SECONDS", "RulesFile", "fault_of", "packaged", "read_file"]


class RulesFile(WatchedFile[RuleBook]):
    """The rules of a file a person may change while the gateway runs."""

    def __init__(self, path: Path, monotonic: Callable[[], float]) -> None:
        super().__init__(path, read_file, "routing rules", monotonic)


def packaged() -> RuleBook:
    """The rules that come with the program."""
    return packaged_rules(packaged_offices())


def read_file(path: Path) -> RuleBook:
    """The rules of *path*. Raises CatalogFault with every fault, a missing file being one."""
    return read_whole(path, lambda found: rules_file(found, packaged_offices()), "routing.rules")


def fault_of(rules: Callable[[], RuleBook], path: Path | None) -> GatewayError | None:
    """Why the file that is configured cannot be used now, whatever is in force; None when it can."""
    try:
        rules() if path is None else read_file(path)
    except CatalogFault as fault:
        return fault
    return None
