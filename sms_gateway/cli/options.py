"""The options every command about the gateway shares, and who gives it."""

import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --config and --data-dir."""
    config = click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Configuration file (default: ./config.yaml when there is one).",
    )
    data_dir = click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where the embedded database, queue, keys and logs live (default: ./data).",
    )
    return config(data_dir(command))


def actor(by: str | None) -> str:
    """Who does it. The chain of the audit holds ids: an account, no person's name."""
    return by or f"cli:{_account()}"


def _account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"
