"""Serves the web part by granian: one process accepts, one worker process runs the application."""

import os
import resource
from functools import partial
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from sms_gateway import bootstrap, logs, settings
from sms_gateway.bootstrap import Gateway
from sms_gateway.queue.lifeline import exit_with_parent
from sms_gateway.settings import Settings
from sms_gateway.web.app import create_app
from sms_gateway.web.callers import Proxies
from sms_gateway.web.front import Bounds, Front

HEAD_BYTES = 131_072  # a long SMS by GET stands in the query
OTHER_FILES = 256  # open files besides connections: database, queue, logs


def serve(found: Settings, config: Path | None, host: str, port: int, parent_pid: int | None = None) -> None:
    """Serve on *host*:*port* until SIGTERM; with *parent_pid* also until that process is gone."""
    logs.configure(found.log_level, "web")
    if parent_pid is not None:
        exit_with_parent(parent_pid)
    _allow_files(found.web.connections + OTHER_FILES)
    server = Server(
        "sms_gateway.web.serve:make_app",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=1,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
        log_enabled=False,
        http=HTTPModes.http1,  # no time limit on reading heads is offered for HTTP/2
        http1_settings=HTTP1Settings(
            header_read_timeout=round(1000 * found.web.read_seconds), max_buffer_size=HEAD_BYTES
        ),
        backpressure=found.web.connections,
    )
    load = partial(make_app, config, found.data_dir, os.getpid())
    server.serve(target_loader=load, wrap_loader=False)  # type: ignore[arg-type]  # it calls __rsgi__


def make_app(config: Path | None, data_dir: Path, acceptor: int) -> Front:
    """The application of one worker process; it does not outlive the process *acceptor*."""
    exit_with_parent(acceptor)
    return behind_front(bootstrap.build(settings.load(config, data_dir), "web"))


def behind_front(gateway: Gateway) -> Front:
    """The whole web part."""
    web = gateway.settings.web
    bounds = Bounds(
        threads=web.threads,
        body_bytes=gateway.settings.limits.body_bytes,
        read_seconds=web.read_seconds,
        turn_seconds=web.turn_seconds,
        waiting=web.waiting,
        waiting_in_all=web.connections,
    )
    app = create_app(gateway)
    return Front(
        app,
        bounds,
        Proxies(web.proxies),
        gateway.office.carriers.keys(),
        lambda carrier, reason: gateway.metrics.refused.labels(carrier, reason).inc(),
        gateway.office.tracer.close,
        app.extensions["webhook_desk"],
    )


def _allow_files(wanted: int) -> None:
    """Every connection is an open file: ask for as many as this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
