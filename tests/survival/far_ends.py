"""The far ends of all carriers at once: each counts what it took, and then answers as the weather is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlencode, urlsplit

from sms_gateway.simulators.faults import Fault, FaultPlan, Faults
from sms_gateway.simulators.server import Exchange, LoopbackServer
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.simulators.twilio_api import Reply
from tests.survival.site import ACCOUNT, INBOUND, PUBLIC_URL, TOKEN, Premises, delivery, free_port

SECRET = "a-secret-of-the-tests-only"
LOOKED_UP = ("twilio",)
NOT_LOOKED_UP = ("kannel", "jasmin", "generic")
CARRIERS = (*LOOKED_UP, *NOT_LOOKED_UP)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a far end says that it took an SMS, and that it surely did not."""

    taken: Reply
    not_taken: Reply


DIALECTS = {
    "kannel": Dialect(
        Reply(202, "0: Accepted for delivery"), Reply(503, "Temporal failure, try again later.")
    ),
    "jasmin": Dialect(
        Reply(200, 'Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d"'),
        Reply(403, 'Error "User throughput exceeded"'),
    ),
    "generic": Dialect(Reply(200, "OK 4711"), Reply(429, "slow down")),
}


@dataclass
class FarEnd:
    """One carrier without a record: *taken* counts by the id of our outbox, which its callback carries."""

    name: str
    faults: Faults
    taken: Counter[int] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def respond(self, exchange: Exchange) -> Reply:
        fault, dialect = self.faults.of_sending(), DIALECTS[self.name]
        if fault is Fault.RESET_BEFORE:
            return Reply(0, "", reset=True)
        if fault is Fault.RATE_LIMIT:
            return dialect.not_taken
        if fault is Fault.UNAVAILABLE:
            return Reply(500, "out of order")
        with self.lock:
            self.taken[outbox_id({**exchange.query, **exchange.form})] += 1
        after = {
            Fault.ERROR_AFTER: Reply(500, "fell over"),
            Fault.RESET_AFTER: Reply(0, "", reset=True),
            Fault.GARBAGE: Reply(200, "<html>"),
            Fault.SLOW: Reply(dialect.taken.status, dialect.taken.body, delay=self.faults.plan.slow_seconds),
        }
        return after.get(fault, dialect.taken)


def outbox_id(fields: Mapping[str, str]) -> int:
    """Which SMS of ours it is: in the address for its reports, or as the reference."""
    if "ref" in fields:
        return int(fields["ref"])
    return int(parse_qs(urlsplit(fields["dlr-url"]).query)["outbox"][0])


@dataclass
class AllCarriers(Premises):
    """Premises with every carrier enabled; *urls* are those of the far ends."""

    twilio: TwilioSimulator = field(kw_only=True)
    ends: Mapping[str, FarEnd] = field(kw_only=True)
    urls: Mapping[str, str] = field(kw_only=True)

    def carriers(self) -> dict[str, object]:
        generic = {
            "send_url": self.urls["generic"],
            "outbound": {"reference": "ref"},
            "accepted": {"statuses": [200], "pattern": "^OK "},
            "retry": {"statuses": [429]},
            "id_pattern": "^OK ([0-9]+)$",
            "timeout_seconds": 1.0,
        }
        return {
            "enabled": list(CARRIERS),
            "default": "twilio",
            "twilio": {"base_url": self.twilio.url, "timeout_seconds": 1.0},
            "kannel": {"sendsms_url": self.urls["kannel"], "timeout_seconds": 1.0},
            "jasmin": {"url": self.urls["jasmin"], "timeout_seconds": 1.0},
            "generic": generic,
        }

    def secrets(self) -> dict[str, str]:
        found = {"SMSGW_TWILIO_ACCOUNT_SID": ACCOUNT, "SMSGW_TWILIO_AUTH_TOKENS": TOKEN}
        for name in NOT_LOOKED_UP:
            found |= {f"SMSGW_{name.upper()}_PASSWORD": "pw", f"SMSGW_{name.upper()}_SECRET": SECRET}
        return found

    def post(self, carrier: str, ref: str, sender: str, text: str) -> int | None:
        """One delivery as *carrier* makes it: the status, or None when nobody answered."""
        if carrier == "twilio":
            status, _ = self.call("POST", INBOUND, *delivery(ref, sender, text))
            return status or None
        named = {
            "id": ref,
            "from": sender,
            "to": "1708",
            ("content" if carrier == "jasmin" else "text"): text,
        }
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"/webhooks/{carrier}/{SECRET}/inbound"
        if carrier == "kannel":
            status, _ = self.call("GET", f"{path}?{urlencode(named)}", "", {})
        else:
            status, _ = self.call("POST", path, urlencode(named), form)
        return status or None

    def taken(self) -> Counter[int]:
        """How often each row of the outbox was taken, by whomever."""
        found: Counter[int] = Counter()
        for message in self.twilio.log:
            found[int(parse_qs(urlsplit(message.callback).query)["outbox"][0])] += 1
        for end in self.ends.values():
            with end.lock:
                found += end.taken
        return found

    def change(self, plan: FaultPlan) -> None:
        self.twilio.faults.change(plan)
        for end in self.ends.values():
            end.faults.change(plan)


@contextmanager
def all_carriers(
    folder: Path, database_url: str | None, limits: Mapping[str, float], plan: FaultPlan, seed: int
) -> Iterator[AllCarriers]:
    """Premises with a far end for each carrier, each with the faults of *plan*."""
    port = free_port()
    ends = {name: FarEnd(name, Faults(plan, seed + place)) for place, name in enumerate(NOT_LOOKED_UP)}
    with ExitStack() as stack:
        urls = {}
        for name, end in ends.items():
            server = LoopbackServer(0, end.respond)
            server.start()
            stack.callback(server.stop)
            urls[name] = f"http://127.0.0.1:{server.server_address[1]}/send"
        urls["jasmin"] = urls["jasmin"].removesuffix("/send")
        twilio = TwilioSimulator(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            deliver_to=f"http://127.0.0.1:{port}",
            webhook=PUBLIC_URL + INBOUND,
            faults=Faults(plan, seed),
        )
        stack.enter_context(twilio)
        yield AllCarriers(folder, port, database_url, limits=limits, twilio=twilio, ends=ends, urls=urls)
