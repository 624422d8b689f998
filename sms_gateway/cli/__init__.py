"""The command line: one module per noun, loaded when called; a fault ends in a sentence with its remedy."""

import sys
from importlib import import_module

import click

from sms_gateway.errors import GatewayError

MODULES = {
    "up": "gateway",
    "phone": "phone",
    "parse": "parse",
    "compare": "compare",
    "route": "route",
    "routing": "routing",
    "templates": "templates",
    "agencies": "agencies",
    "officers": "officers",
    "audit": "audit",
    "users": "users",
    "review": "review",
    "hourly": "hourly",
    "learn": "learn",
    "outbox": "outbox",
    "ticket": "ticket",
    "case": "case",
    "simulate": "simulate",
    "doctor": "gateway",
    "serve": "gateway",
    "migrate": "migrate",
    "reconcile": "gateway",
    "backup": "backup",
    "restore": "backup",
    "breach-pack": "breach_pack",
    "retention": "retention",
    "keys": "keys",
    "make-keys": "gateway",
    "seed": "seed",
    "twilio-simulator": "twilio_simulator",
}


class _Lazy(click.Group):
    """Loads only the command that was asked for: `phone` must not wait for the gazetteer."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        module = import_module(f"sms_gateway.cli.{MODULES[cmd_name]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong table is our own mistake
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sms-gateway-1708")
def cli() -> None:
    """The SMS door of a public-complaint service. Start with: sms-gateway up"""


def main() -> None:
    """The console script."""
    try:
        cli()
    except GatewayError as error:
        click.echo(f"sms-gateway: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        click.echo(f"sms-gateway: {error.filename}: {error.strerror}. Choose another --data-dir.", err=True)
        sys.exit(1)
