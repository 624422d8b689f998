"""Opens the gateway for one command; meanwhile only errors are logged, for the command prints."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sms_gateway import bootstrap, settings
from sms_gateway.services.office import Office


@contextmanager
def opened(config: Path | None, data_dir: Path | None) -> Iterator[Office]:
    """The office of the gateway as configured, closed behind the command. Raises GatewayError."""
    gateway = bootstrap.build(settings.load(config, data_dir, log_level="ERROR"), "cli")
    try:
        yield gateway.office
    finally:
        gateway.close()
