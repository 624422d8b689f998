"""The carriers' part of the configuration, and the faults that lie between its keys and the secrets."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from sms_gateway.settings.generic import GenericSection, gaps
from sms_gateway.settings.section import Addresses, CarrierSection, HttpUrl, PacedSection, Section, WordList
from sms_gateway.settings.words import like

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
    default: Annotated[str, Field(validate_default=True)] = "simulator"
    currency: Annotated[str, like(r"[A-Z]{3}", "three capital letters, like IDR")] = "IDR"
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

    @field_validator("enabled")
    @classmethod
    def _known(cls, enabled: tuple[str, ...]) -> tuple[str, ...]:
        if not enabled or not set(enabled) <= set(KNOWN_CARRIERS):
            raise ValueError(f"must be some of {', '.join(KNOWN_CARRIERS)}")
        return enabled

    @field_validator("default")
    @classmethod
    def _one_of_them(cls, default: str, info: ValidationInfo) -> str:
        enabled = info.data.get("enabled", (default,))  # it may have a fault of its own
        if default not in enabled:
            raise ValueError(f"must be one of carriers.enabled ({', '.join(enabled)})")
        return default

    @field_validator("failover")
    @classmethod
    def _others(
        cls, failover: dict[str, tuple[str, ...]], info: ValidationInfo
    ) -> dict[str, tuple[str, ...]]:
        enabled = info.data.get("enabled", KNOWN_CARRIERS)
        for name, others in failover.items():
            if name not in KNOWN_CARRIERS or name in others or not set(others) <= set(enabled):
                raise ValueError(
                    f"must name, for a carrier, others of carriers.enabled ({', '.join(enabled)})"
                )
        return failover


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
    slow = {name: number(given.get(name), "timeout_seconds", default) for name, default in defaults.items()}
    return [
        f"limits.outbox_lease_seconds: must be {2 + 2 * seconds:g} or more, "
        f"as carriers.{name}.timeout_seconds is {seconds:g}; found {lease:g}"
        for name, seconds in slow.items()
        if lease < 2 + 2 * seconds
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
