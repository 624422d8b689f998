"""The texts in force: those of the language, with what a file of the deployment changes in them."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.wording import packaged_wording, wording_file
from sms_gateway.domain.wording import Wording
from sms_gateway.errors import GatewayError
from sms_gateway.services.watched import WatchedFile, read_whole
from sms_gateway.settings import Settings


def open_wording(settings: Settings, monotonic: Callable[[], float]) -> Callable[[], Wording]:
    """The texts in force, read at the first call; a changed `templates.file` is taken over.

    A call raises CatalogFault, but only when there are none yet.
    """
    file = settings.templates.file
    if file is None:
        return cache(partial(packaged, settings))
    return WatchedFile(file, partial(read_file, settings), "sentences", monotonic)


def packaged(settings: Settings) -> Wording:
    """The texts that come with the program. Raises CatalogFault when there are none in this language."""
    return _packaged(settings.templates.language, settings.limits.quote_segments)


@cache
def _packaged(language: str, segments: int) -> Wording:
    """Checked once: what comes with the program does not change while it runs."""
    return packaged_wording(language, segments=segments)


def read_file(settings: Settings, path: Path) -> Wording:
    """The texts with those of *path*. Raises CatalogFault with every fault, a missing file being one."""
    base, segments = packaged(settings), settings.limits.quote_segments
    return read_whole(path, lambda found: wording_file(found, base, segments), "templates.file")


def fault_of(settings: Settings) -> GatewayError | None:
    """Why what is configured cannot be used now, whatever is in force; None when it can."""
    file = settings.templates.file
    try:
        packaged(settings) if file is None else read_file(settings, file)
    except CatalogFault as fault:
        return fault
    return None
