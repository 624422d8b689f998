"""`sms-gateway up`: the whole gateway as child processes of one supervisor, and nothing left after it."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from sms_gateway import logs
from sms_gateway.queue.datadir import DataDirLock, private_directory
from sms_gateway.queue.embedded import EmbeddedValkey
from sms_gateway.queue.lifeline import StopSign
from sms_gateway.settings import Settings
from sms_gateway.supervisor.address import free_port, readiness, url
from sms_gateway.supervisor.parts import Child, Part, Running, ValkeyServer, gateway_parts
from sms_gateway.supervisor.tending import READY_SECONDS, Supervisor

__all__ = ["Part", "Supervisor", "gateway_parts", "run_up"]


def run_up(
    settings: Settings,
    config: Path | None,
    host: str,
    port: int,
    *,
    migrate: Callable[[], None],
    parts: Callable[[Path | None, Path, str, int], Sequence[Part]] = gateway_parts,
    ready_seconds: float = READY_SECONDS,
) -> int:
    """Run until SIGINT or SIGTERM; returns the exit code: 0, or 1 when nothing answered in *ready_seconds*.

    Prints `ready http://H:P` on stdout, everything else on stderr; on a terminal the parts log into
    <data_dir>/logs instead. Raises GatewayError (DataDirBusy, a taken port, no Valkey) with no part running.
    """
    logs.configure(settings.log_level, "supervisor")
    with DataDirLock(settings.data_dir):
        log_dir = private_directory(settings.data_dir / "logs") if sys.stderr.isatty() else None
        port = free_port(host, port)
        stop = StopSign().install()
        stop.wake_on_child()
        migrate()
        running: list[Running] = []
        if settings.redis.url is None:
            running.append(ValkeyServer(EmbeddedValkey(settings.data_dir)))
        children = parts(config, settings.data_dir, host, port)
        running += [Child(part, log_dir / f"{part.name}.log" if log_dir else None) for part in children]
        names = ", ".join(part.name for part in running)
        _say(f"starting {names}; logs in {log_dir}" if log_dir else f"starting {names}")
        code = Supervisor(running, stop, _say).run(
            readiness(host, port), partial(_print, f"ready {url(host, port)}"), ready_seconds
        )
        _say("stopped")
        return code


def _say(line: str) -> None:
    _print(f"sms-gateway: {line}", err=True)


def _print(line: str, err: bool = False) -> None:
    """A line for the person at the terminal, who may have closed it."""
    with suppress(OSError):
        click.echo(line, err=err)
