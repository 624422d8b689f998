"""Serves the web part by granian: one process accepts, one worker process runs the application."""

import os
from functools import partial
from pathlib import Path

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from sms_gateway import bootstrap, logs, settings
from sms_gateway.queue.lifeline import exit_with_parent
from sms_gateway.settings import Settings
from sms_gateway.web.app import create_app


def serve(found: Settings, config: Path | None, host: str, port: int, parent_pid: int | None = None) -> None:
    """Serve on *host*:*port* until SIGTERM; with *parent_pid* also until that process is gone."""
    logs.configure(found.log_level, "web")
    if parent_pid is not None:
        exit_with_parent(parent_pid)
    server = Server(
        "sms_gateway.web.serve:make_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=found.web.threads,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
        log_enabled=False,
    )
    server.serve(target_loader=partial(make_app, config, found.data_dir, os.getpid()), wrap_loader=False)


def make_app(config: Path | None, data_dir: Path, acceptor: int) -> Flask:
    """The application of one worker process; it does not outlive the process *acceptor*."""
    exit_with_parent(acceptor)
    return create_app(bootstrap.build(settings.load(config, data_dir), "web"))
