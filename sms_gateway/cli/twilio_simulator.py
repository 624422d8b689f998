"""`sms-gateway twilio-simulator`: a loopback Twilio in the terminal, until it is told to stop."""

import secrets
import signal
import threading
from types import FrameType

import click

from sms_gateway.simulators.faults import Fault, FaultPlan, Faults
from sms_gateway.simulators.twilio import TwilioSimulator

RATE = click.FloatRange(0, 1)
SECONDS = click.FloatRange(0, 86_400)
STRUCK = tuple(fault for fault in Fault if fault is not Fault.NONE)
CALLBACK_FAULTS = ("repeat_callbacks", "shuffle_callbacks", "lose_callbacks")


def _rates(command: click.Command) -> click.Command:
    """Give *command* one --fault-... option for each fault, and one for each fate of a receipt."""
    for fault in STRUCK:
        name = f"rate_{fault.name.lower()}"
        help_text = "Share of requests this happens to."
        option = click.Option([f"--fault-{fault}", name], type=RATE, default=0.0, help=help_text)
        command.params.append(option)
    for name in CALLBACK_FAULTS:
        flag = f"--{name.replace('_', '-')}"
        command.params.append(click.Option([flag, name], type=RATE, default=0.0, help="Share of receipts."))
    return command


@_rates
@click.command("twilio-simulator")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; 0 takes a free one."
)
@click.option("--account-sid", envvar="SMSGW_TWILIO_ACCOUNT_SID", default="AC" + "0" * 32, show_default=True)
@click.option("--auth-token", envvar="SMSGW_TWILIO_AUTH_TOKENS", help="The first of a comma list signs.")
@click.option("--deliver-to", help="Loopback base URL that gets every webhook, e.g. http://127.0.0.1:1708.")
@click.option("--webhook", help="Public inbound URL to sign; without it, the one at --deliver-to.")
@click.option("--lookup-lag", type=SECONDS, default=0.0, help="Seconds before a message shows in lists.")
@click.option("--retry-after", type=click.IntRange(0, 3600), default=1, help="Seconds named by a 429.")
@click.option("--slow-seconds", type=click.FloatRange(0, 30), default=1.0, help="How slow a slow answer is.")
@click.option("--receipt-delay", type=SECONDS, default=0.0, help="Seconds between two receipts of an SMS.")
@click.option("--seed", type=int, default=1, help="The same seed gives the same faults.")
def twilio_simulator(
    port: int,
    account_sid: str,
    auth_token: str | None,
    deliver_to: str | None,
    webhook: str | None,
    receipt_delay: float,
    seed: int,
    lookup_lag: float,
    retry_after: int,
    slow_seconds: float,
    **shares: float,
) -> None:
    """A loopback Twilio for trials and load tests: send, list, fetch, signed webhooks, faults."""
    told = tuple(part.strip() for part in (auth_token or "").split(",") if part.strip())
    plan = FaultPlan(
        rates={fault: shares.pop(f"rate_{fault.name.lower()}") for fault in STRUCK},
        lookup_lag=lookup_lag,
        retry_after=retry_after,
        slow_seconds=slow_seconds,
        **{name: shares[name] for name in CALLBACK_FAULTS},  # type: ignore[arg-type]
    )
    token = told[0] if told else secrets.token_hex(16)
    try:
        simulator = TwilioSimulator(
            port,
            account_sid=account_sid,
            auth_token=token,
            deliver_to=deliver_to,
            webhook=webhook or (deliver_to and f"{deliver_to.rstrip('/')}/webhooks/twilio/inbound"),
            faults=Faults(plan, seed),
            receipt_delay=receipt_delay,
        )
    except (OSError, ValueError) as fault:
        raise click.ClickException(f"The simulator cannot start: {fault}") from None
    _run(simulator, account_sid, None if told else token, deliver_to)


def _run(simulator: TwilioSimulator, account_sid: str, new_token: str | None, gateway: str | None) -> None:
    """Serve until SIGINT or SIGTERM; *new_token* is shown because nobody else knows it.

    What it signs is the address it calls, so *gateway* must be the gateway's public_url.
    """
    stop = threading.Event()

    def asked(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, asked)
    with simulator:
        click.echo("Point the gateway here with these in its environment:")
        click.echo("  SMSGW_CARRIERS__ENABLED=twilio,simulator")
        click.echo("  SMSGW_CARRIERS__DEFAULT=twilio")
        click.echo(f"  SMSGW_CARRIERS__TWILIO__BASE_URL={simulator.url}")
        click.echo(f"  SMSGW_TWILIO_ACCOUNT_SID={account_sid}")
        click.echo(f"  SMSGW_TWILIO_AUTH_TOKENS={new_token or '(the one you gave)'}")
        if gateway:
            click.echo(f"  SMSGW_PUBLIC_URL={gateway.rstrip('/')}")
        click.echo(f"ready {simulator.url}")
        stop.wait()
