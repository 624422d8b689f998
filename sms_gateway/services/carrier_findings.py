"""What doctor finds about carriers: whether they can be used, take our credentials, and feed us well."""

from collections.abc import Iterator
from datetime import timedelta

from sms_gateway.carriers.twilio_outcomes import COUNTRY_REFUSED
from sms_gateway.domain.carrier_health import Mode
from sms_gateway.domain.msisdn import SenderKind
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.metrics import Snapshot
from sms_gateway.services import carrier_health
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.storage import invariants

_REFUSED_US = "-credentials"


def usable(office: Office) -> Iterator[Finding]:
    """What each carrier says of itself, as far as it can be asked without sending."""
    for name, carrier in office.carriers.items():
        fault = carrier.check()
        yield Finding(
            f"carrier {name}",
            fault is None,
            "can be used" if fault is None else "cannot be used",
            fault or "",
        )


def credentials(state: Snapshot) -> Iterator[Finding]:
    """Also of a carrier that cannot be asked without sending."""
    for (carrier, code), count in state.troubles.items():
        if code.endswith(_REFUSED_US):
            told = f"{carrier} refused them for {count} SMS of the last hour, which wait"
            yield Finding(f"credentials {carrier}", False, told, "See docs/runbooks/credentials.md.")


def refused_countries(office: Office) -> Iterator[Finding]:
    """Twilio's geo permissions are set in its console only; without them a whole country is refused."""
    with office.sessions.read() as session:
        count = invariants.refused_since(session, COUNTRY_REFUSED, office.now() - timedelta(days=1))
    if count:
        yield Finding(
            "countries",
            False,
            f"{count} SMS of the last day were refused: the account may not send to their country",
            "Allow the countries of replies.countries in Twilio's console (Messaging, Geo permissions), then "
            "`sms-gateway outbox list --state failed` and `outbox retry`.",
        )


def unanswered_countries(office: Office) -> Iterator[Finding]:
    """That a country is not answered is a choice; who made it by mistake sees it nowhere else."""
    kinds = (SenderKind.MOBILE, SenderKind.FOREIGN)
    with office.sessions.read() as session:
        count = invariants.unanswerable_since(session, kinds, office.now() - timedelta(hours=1))
    if count:
        codes = ", ".join(f"+{each}" for each in office.settings.replies.countries)
        told = f"{count} phones of the last hour are not answered: their country is none of {codes}"
        remedy = "Add their calling codes to replies.countries to change that."
        yield Finding("not answered", None, told, remedy)


def feeding(office: Office) -> Iterator[Finding]:
    """By which carrier SMS leave: the one that was meant, another, or none for now."""
    with office.sessions.read() as session:
        states = carrier_health.states(session, office)
    for name, state in states.items():
        check, health = f"feeding {name}", state.health
        if health.mode is Mode.CLOSED and state.stands_in is None:
            yield Finding(check, True, "as usual")
            continue
        instead = f"SMS leave by {state.stands_in}" if state.stands_in else f"{state.waiting} SMS wait"
        since = f" since {health.since.astimezone(JAKARTA):%d/%m %H.%M} WIB" if health.since else ""
        down = health.mode is not Mode.CLOSED
        remedy = f"See docs/runbooks/carrier-down.md; {name} is tried again by itself." if down else ""
        yield Finding(check, False if down else None, f"{health.mode}{since}: {instead}", remedy)


def signatures(state: Snapshot) -> Iterator[Finding]:
    """A wrong public_url or token refuses every call, a forger only his own: so the greater part decides."""
    for carrier, refused in state.signature_failures.items():
        accepted = state.accepted.get(carrier, 0)
        yield Finding(
            f"signatures {carrier}",
            False if refused > accepted else None,
            f"{refused} calls refused and {accepted} taken in the last hour",
            "Check public_url (it must be the address the carrier was given) and the auth tokens "
            "(SMSGW_TWILIO_AUTH_TOKENS); if both are right, somebody is forging calls.",
        )
