"""The options every command about the gateway shares."""

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
