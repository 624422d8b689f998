"""The carriers' part of the configuration, and the faults that lie between its keys and the secrets."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, model_validator

from sms_gateway.settings.generic import GenericSection, gaps
from sms_gateway.settings.section import Addresses, CarrierSection, HttpUrl, PacedSection, Section, WordList

KNOWN_CARRIERS = ("simulator", "twilio", "kannel", "jasmin", "generic")
# What each carrier needs in the environment.
SECRETS_OF = {
    "twilio": ("twilio_account_sid", "twilio_auth_tokens"),
    "kannel": ("kannel_password", "kannel_secret"),
    "jasmin": ("jasmin_password", "jasmin_secret"),
    "generic": ("generic_password", "generic_secret"),
}
_PATH_SECRETS = ("kannel_secret", "jasmin_secret", "generic_secret")
_PATH_SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")


class SimulatorSection(PacedSection):
    """The simulator has nothing else to decide."""


class TwilioSection(CarrierSection):
    base_url: HttpUrl | None = None
    sender: str = "1708"
    messaging_service_sid: str | None = None
    signature: Literal["sha1", "sha256"] = "sha1"


class BindSection(CarrierSection):
    """What holds a bind at the operators' SMSCs: we log in there, and it calls us from known addresses."""

    username: str = "smsgw"
    sender: str = "1708"
    callback_url: HttpUrl | None = None  # None: public_url
    addresses: Addresses = ("127.0.0.1", "::1")


class KannelSection(BindSection):
    sendsms_url: HttpUrl = "http://127.0.0.1:13013/cgi-bin/sendsms"


class JasminSection(BindSection):
    url: HttpUrl = "http://127.0.0.1:1401"
    alphabet: Literal["gsm7", "ascii", "latin1", "utf8"] = "gsm7"


class Carriers(Section):
    enabled: WordList = ("simulator",)
    default: str = "simulator"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "IDR"
    failover: dict[str, WordList] = Field(default_factory=dict)
    simulator: SimulatorSection = SimulatorSection()
    twilio: TwilioSection = TwilioSection()
    kannel: KannelSection = KannelSection()
    jasmin: JasminSection = JasminSection()
    generic: GenericSection = GenericSection()

    @property
    def per_second(self) -> dict[str, float]:
        """The most segments a second of every carrier that has a limit, by its name."""
        sections = {name: getattr(self, name) for name in KNOWN_CARRIERS}
        return {name: each.per_second for name, each in sections.items() if each.per_second is not None}

    @property
    def prices(self) -> dict[str, Decimal]:
        """What a segment costs, by the carriers of which it is said."""
        sections = {name: getattr(self, name) for name in KNOWN_CARRIERS}
        return {name: each.price for name, each in sections.items() if each.price is not None}

    @property
    def order(self) -> dict[str, tuple[str, ...]]:
        """Who stands in for each carrier that is enabled, the first choice first."""
        return {name: self.failover.get(name, ()) for name in (*self.enabled, *self.failover)}

    @property
    def slowest_seconds(self) -> float:
        """The longest one attempt to send may take."""
        others: dict[str, CarrierSection] = {
            "kannel": self.kannel,
            "jasmin": self.jasmin,
            "generic": self.generic,
        }
        slow = [each.timeout_seconds for name, each in others.items() if name in self.enabled]
        return max(self.twilio.timeout_seconds, *slow, 0)

    @model_validator(mode="after")
    def _known_and_enabled(self) -> "Carriers":
        unknown = [name for name in self.enabled if name not in KNOWN_CARRIERS]
        if unknown:
            raise ValueError(f"unknown carrier {', '.join(unknown)}; known: {', '.join(KNOWN_CARRIERS)}")
        if self.default not in self.enabled:
            raise ValueError(f"default carrier {self.default} is not in carriers.enabled")
        for name, others in self.failover.items():
            if name not in KNOWN_CARRIERS:
                raise ValueError(f"failover: unknown carrier {name}")
            if name in others or any(other not in self.enabled for other in others):
                raise ValueError(f"failover.{name}: must be other carriers of carriers.enabled")
        return self


def enabled_in(data: Mapping[str, Any]) -> Any:
    """`carriers.enabled` of the raw mapping; nothing when it is no list, which is a fault of its own."""
    section = data.get("carriers")
    enabled = section.get("enabled", ("simulator",)) if isinstance(section, dict) else ("simulator",)
    return enabled if isinstance(enabled, list | tuple | str) else ()


def missing_secrets(data: Mapping[str, Any]) -> list[str]:
    """What an enabled carrier needs and the environment does not give, and a secret no path can hold."""
    enabled = enabled_in(data)
    faults = [
        f"SMSGW_{name.upper()} is not set but carriers.enabled has {carrier}"
        for carrier, names in SECRETS_OF.items()
        for name in names
        if carrier in enabled and not data.get(name)
    ]
    return faults + [
        f"SMSGW_{name.upper()}: must be 16 to 128 letters, digits, - or _ (it stands in a path)"
        for name in _PATH_SECRETS
        if data.get(name) and not _PATH_SECRET.fullmatch(_plain(data[name]))
    ]


def _plain(secret: Any) -> str:
    return str(secret.get_secret_value() if isinstance(secret, SecretStr) else secret)


def too_slow(data: Mapping[str, Any], lease: float) -> list[str]:
    """Carriers that may take longer than *lease* allows: an SMS must not be claimed twice while it leaves."""
    section = data.get("carriers")
    given = section if isinstance(section, dict) else {}
    enabled = enabled_in(data)
    defaults = {"twilio": TwilioSection().timeout_seconds}
    others: dict[str, CarrierSection] = {
        "kannel": KannelSection(),
        "jasmin": JasminSection(),
        "generic": GenericSection(),
    }
    defaults |= {name: each.timeout_seconds for name, each in others.items() if name in enabled}
    return [
        f"limits.outbox_lease_seconds: must be more than twice carriers.{name}.timeout_seconds"
        for name, default in defaults.items()
        if lease < 2 + 2 * number(given.get(name), "timeout_seconds", default)
    ]


def unfinished(data: Mapping[str, Any]) -> list[str]:
    """What the description of an enabled aggregator lacks."""
    section = data.get("carriers")
    if "generic" not in enabled_in(data) or not isinstance(section, dict):
        return []
    return gaps(section.get("generic"))


def number(section: Any, key: str, default: float) -> float:
    """The number the raw mapping gives, or *default*; what is no number has its own fault already."""
    try:
        return float(section.get(key, default)) if isinstance(section, dict) else default
    except (TypeError, ValueError):
        return default
