"""The command line: one module per noun; every fault ends in one sentence that names the remedy."""

import sys

import click

from sms_gateway.cli.gateway import commands as gateway_commands
from sms_gateway.cli.parse import parse
from sms_gateway.cli.phone import phone
from sms_gateway.cli.twilio_simulator import twilio_simulator
from sms_gateway.errors import GatewayError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sms-gateway-1708")
def cli() -> None:
    """The SMS door of a public-complaint service. Start with: sms-gateway up"""


for command in (*gateway_commands, phone, parse, twilio_simulator):
    cli.add_command(command)


def main() -> None:
    """The console script."""
    try:
        cli()
    except GatewayError as error:
        click.echo(f"sms-gateway: {error}", err=True)
        sys.exit(1)
