"""The enabled carriers, built from the configuration; each one's library loads only where it is used."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import uuid4

from pydantic import SecretStr

from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.settings import Settings


def build_carriers(settings: Settings) -> Mapping[str, Carrier]:
    """The enabled carriers by name."""
    makers: dict[str, Callable[[Settings], Carrier]] = {
        "simulator": _simulator,
        "twilio": _twilio,
        "kannel": _kannel,
        "jasmin": _jasmin,
        "generic": _generic,
    }
    return {name: makers[name](settings) for name in settings.carriers.enabled}


def _simulator(_: Settings) -> Carrier:
    return Simulator(lambda: uuid4().hex)


def _twilio(settings: Settings) -> Carrier:
    from sms_gateway.carriers.twilio import Twilio, TwilioSettings  # its library loads only where it is used

    section = settings.carriers.twilio
    return Twilio(
        TwilioSettings(
            account_sid=settings.twilio_account_sid or "",
            auth_tokens=tuple(token.get_secret_value() for token in settings.twilio_auth_tokens),
            public_url=settings.public_url,
            base_url=section.base_url,
            sender=section.sender,
            messaging_service_sid=section.messaging_service_sid,
            timeout=section.timeout_seconds,
            signature_algorithm=section.signature,
        )
    )


def _kannel(settings: Settings) -> Carrier:
    from sms_gateway.carriers.kannel import Kannel, KannelSettings
    from sms_gateway.carriers.wire import new_session

    section = settings.carriers.kannel
    return Kannel(
        KannelSettings(
            sendsms_url=section.sendsms_url,
            username=section.username,
            password=_plain(settings.kannel_password),
            secret=_plain(settings.kannel_secret),
            callback_url=section.callback_url or settings.public_url,
            addresses=section.addresses,
            sender=section.sender,
            timeout=section.timeout_seconds,
        ),
        partial(new_session, section.sendsms_url),
    )


def _jasmin(settings: Settings) -> Carrier:
    from sms_gateway.carriers.jasmin import Jasmin, JasminSettings
    from sms_gateway.carriers.wire import new_session

    section = settings.carriers.jasmin
    return Jasmin(
        JasminSettings(
            url=section.url,
            username=section.username,
            password=_plain(settings.jasmin_password),
            secret=_plain(settings.jasmin_secret),
            callback_url=section.callback_url or settings.public_url,
            addresses=section.addresses,
            sender=section.sender,
            alphabet=section.alphabet,
            timeout=section.timeout_seconds,
        ),
        partial(new_session, section.url),
    )


def _generic(settings: Settings) -> Carrier:
    from sms_gateway.carriers.generic import Generic
    from sms_gateway.carriers.generic_described import described
    from sms_gateway.carriers.wire import new_session

    section = settings.carriers.generic
    password, secret = _plain(settings.generic_password), _plain(settings.generic_secret)
    found = described(section, password=password, secret=secret, public_url=settings.public_url)
    return Generic(found, partial(new_session, found.send_url))


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
