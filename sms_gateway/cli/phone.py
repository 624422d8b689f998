"""A handset in the terminal for the simulator carrier: sends an SMS once and prints what comes back."""

import json
import re
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import click
import requests
from rich.console import Console

from sms_gateway.cli.phone_screen import Screen, Shown
from sms_gateway.domain.handset import HandsetSms, Silence
from sms_gateway.errors import GatewayError

SERVICE_NUMBER = "1708"
DEFAULT_URL = "http://127.0.0.1:1708"
DEFAULT_NUMBER = "081234567890"
NO_REPLY = 3  # the exit code when no SMS came in time
RETRIES = 3
RETRY_PAUSE = 0.2  # seconds
HTTP_TIMEOUT = 5.0  # seconds
POLL_PAUSE = 0.1  # seconds
SILENCE = 1.0  # seconds without an SMS that end the wait once one has come
SEPARATORS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]+")  # line ends, and what would steer a terminal

NO_SIMULATOR = (
    "The simulator carrier must be enabled, outside production: `sms-gateway up` starts such a gateway."
)
NOT_READY = "The gateway cannot work now: `sms-gateway doctor` says why. Then send it again."


SILENT = {
    Silence.COUNTRY: "numbers of this country are not answered: add its calling code to replies.countries "
    "in config.yaml to change that.",
    Silence.TOO_MANY: "this number was answered so often that it is not for some hours "
    "(limits.replies_per_hour, limits.replies_per_day, limits.silence_hours). Try another with --from.",
    Silence.IDLE: "its newest answers led to nothing (limits.idle_replies), so for an hour it gets no more "
    "of that kind. Send a report or a command, or try another number with --from.",
}


class HandsetFault(GatewayError):
    """The handset cannot reach a gateway, or the gateway does not serve it."""


@dataclass
class Handset:
    """One number talking to the gateway at *url*; *last* is the id of the newest SMS it knows."""

    url: str
    number: str
    new_id: Callable[[], str]
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    last: int = 0
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/")
        self.http.trust_env = False  # the gateway is on this machine: no proxy

    def skip_old(self) -> None:
        """Forget what came before now."""
        self.poll()

    def send(self, text: str) -> None:
        """Send *text* with one id, tried again at most RETRIES times when the connection breaks."""
        form = {"from": self.number, "to": SERVICE_NUMBER, "text": text, "id": self.new_id()}
        for retries_left in range(RETRIES, -1, -1):
            try:
                return self._post(form)
            except requests.ConnectionError:
                self.sleep(RETRY_PAUSE if retries_left else 0)
            except requests.RequestException:
                break
        raise unreachable(self.url)

    def poll(self) -> Sequence[HandsetSms]:
        """The SMS that came since the last look, oldest first. HandsetFault when nobody answers."""
        query: dict[str, str | int] = {"from": self.number, "after": self.last}
        try:
            answer = self.http.get(f"{self.url}/simulator/messages", params=query, timeout=HTTP_TIMEOUT)
        except requests.RequestException:
            raise unreachable(self.url) from None
        if answer.status_code != 200:
            raise not_served(self.url, answer.status_code)
        came = [sms for sms in _read(answer, self.url) if sms.id > self.last]
        self.last = max((sms.id for sms in came), default=self.last)
        return came

    def replies(self, wait: float) -> Iterator[HandsetSms]:
        """What comes within *wait* seconds; after the first one, until SILENCE seconds bring nothing.

        Never takes longer than *wait* + SILENCE. HandsetFault when none came and the last look failed.
        """
        first_by = end = self.now() + wait
        came, fault = False, None
        while True:
            try:
                fresh, fault = self.poll(), None
            except HandsetFault as lost:
                fresh, fault = (), lost
            yield from fresh
            if fresh:
                came, end = True, min(self.now(), first_by) + SILENCE
            if self.now() >= end:
                break
            self.sleep(POLL_PAUSE)
        if fault and not came:
            raise fault

    def silence(self) -> Silence | None:
        """Why this number is not answered, as the gateway says; None when it does not say."""
        try:
            query = {"from": self.number}
            answer = self.http.get(f"{self.url}/simulator/silence", params=query, timeout=HTTP_TIMEOUT)
            return Silence(answer.json()["why"])
        except (requests.RequestException, ValueError, TypeError, KeyError):
            return None

    def _post(self, form: dict[str, str]) -> None:
        body = urlencode(form, errors="replace")  # a terminal may hand over half a character
        answer = self.http.post(
            f"{self.url}/webhooks/simulator/inbound",
            data=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            timeout=HTTP_TIMEOUT,
            allow_redirects=False,
        )
        if answer.status_code != 200:
            raise not_served(self.url, answer.status_code)


def unreachable(url: str) -> HandsetFault:
    """Nobody listens at *url*, or the connection keeps breaking."""
    return HandsetFault(f"The gateway at {url} cannot be reached.", "Start it with `sms-gateway up`.")


def not_served(url: str, status: int) -> HandsetFault:
    """Somebody listens at *url*, but does not take the handset's call."""
    remedy = NOT_READY if status >= 500 else NO_SIMULATOR
    return HandsetFault(f"{url} answered {status} instead of serving the handset.", remedy)


def one_line(text: str) -> str:
    """*text* with every run of line ends and control characters as one space."""
    return SEPARATORS.sub(" ", text)


def as_json(sms: HandsetSms) -> str:
    """One JSON object without line ends: id, text, at (ISO 8601, UTC)."""
    at = sms.at.astimezone(UTC).isoformat()
    return json.dumps({"id": sms.id, "text": sms.text, "at": at}, ensure_ascii=False)


def _read(answer: requests.Response, url: str) -> list[HandsetSms]:
    try:
        rows = answer.json()
        if not isinstance(rows, list):
            raise TypeError("not a list")
        return [
            HandsetSms(int(row["id"]), str(row["text"]), datetime.fromisoformat(row["at"])) for row in rows
        ]
    except (ValueError, TypeError, KeyError):
        raise HandsetFault(f"{url} is not a gateway.", "Start one with `sms-gateway up`.") from None


@click.command()
@click.option(
    "--from", "number", default=DEFAULT_NUMBER, show_default=True, help="The number of this handset."
)
@click.option("--url", default=DEFAULT_URL, show_default=True, help="Where the gateway listens.")
@click.option(
    "--wait",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Seconds for the first reply.",
)
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object a line: id, text, at.")
@click.argument("text", required=False)
def phone(number: str, url: str, wait: float, json_lines: bool, text: str | None) -> None:
    """Send TEXT as an SMS to 1708 and print every SMS that comes back, one a line.

    Exits with 0 when at least one came within the wait, 3 when none did.
    Without TEXT: a session, which Ctrl-D ends.
    """
    handset = Handset(url, number, new_id=lambda: f"hp-{secrets.token_hex(16)}")
    shown = as_json if json_lines else _text_line
    try:
        handset.skip_old()
        code = talk(handset, wait, shown) if text is None else send_one(handset, text, wait, shown)
    except HandsetFault as fault:
        click.echo(str(fault), err=True)
        code = 1
    finally:
        handset.http.close()
    sys.exit(code)


def _text_line(sms: HandsetSms) -> str:
    return one_line(sms.text)


def send_one(handset: Handset, text: str, wait: float, shown: Shown) -> int:
    """Send *text*, print what comes back; the exit code: 0 with a reply, NO_REPLY without."""
    handset.send(text)
    code = _print_replies(handset, wait, shown)
    if code == NO_REPLY:
        click.echo(_silence(handset, wait), err=True)
    return code


def _silence(handset: Handset, wait: float) -> str:
    from sms_gateway.domain.msisdn import SenderKind, normalise  # number plans load only when they are needed

    if normalise(handset.number).kind is SenderKind.OTHER:
        return f"Sent and stored, but {handset.number} is no mobile number: such senders are never answered."
    why = handset.silence()
    if why is not None:
        return f"Sent and stored, but {SILENT[why]}"
    return f"Sent, but no SMS came back within {wait:g} s. `sms-gateway doctor` says why."


def _print_replies(handset: Handset, wait: float, shown: Shown) -> int:
    code = NO_REPLY
    for sms in handset.replies(wait):
        click.echo(shown(sms))
        code = 0
    return code


def talk(handset: Handset, wait: float, shown: Shown) -> int:
    """A session: one SMS for each line of stdin, replies as they come; 1 when an SMS was not taken, else 0.

    Input that is not a terminal may end before the replies are there, so they are waited for.
    """
    ears = replace(handset, http=requests.Session())
    screen = Screen(shown, Console(highlight=False, soft_wrap=True), sys.stdin.isatty())
    over = threading.Event()
    listener = threading.Thread(target=_listen, args=(ears, screen, over), daemon=True)
    listener.start()
    code, sent, heard_before = 0, False, 0
    for text in screen.lines():
        heard_before = ears.last
        taken = _sent(handset, text)
        sent, code = sent or taken, code if taken else 1
    over.set()
    listener.join(timeout=2 * HTTP_TIMEOUT)
    if sent and not screen.prompts:
        _print_replies(ears, SILENCE if ears.last > heard_before else wait, shown)
    return code


def _sent(handset: Handset, text: str) -> bool:
    try:
        handset.send(text)
    except HandsetFault as fault:
        click.echo(f"Not sent. {fault}", err=True)
        return False
    return True


def _listen(ears: Handset, screen: Screen, over: threading.Event) -> None:
    lost = False
    while not over.is_set():
        try:
            for sms in ears.poll():
                screen.show(sms)
            lost = False
        except HandsetFault as fault:
            if not lost:
                click.echo(str(fault), err=True)
            lost = True
        over.wait(POLL_PAUSE)
