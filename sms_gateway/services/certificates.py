"""Until when the certificates are good that carriers are shown: the file, and what is served at this host."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from sms_gateway.settings import Settings

HERE = "127.0.0.1"
PATIENCE = 2.0
HTTPS = 443


@dataclass(frozen=True, slots=True)
class Certificate:
    """*until* is None when it could not be read; *fault* then says why."""

    place: str
    until: datetime | None
    fault: str = ""


def found(settings: Settings, here: str = HERE) -> Iterator[Certificate]:
    """The certificate of web.certificate, and the one shown at this host to who calls public_url."""
    if settings.web.certificate is not None:
        yield _of_file(settings.web.certificate)
    address = urlsplit(settings.public_url)
    if address.scheme == "https" and address.hostname:
        yield _served(address.hostname, here, address.port or HTTPS)


def _of_file(path: Path) -> Certificate:
    try:
        return Certificate("file", _until(x509.load_pem_x509_certificates(path.read_bytes())))
    except OSError as error:
        return Certificate("file", None, f"{path.name}: {error.strerror}")
    except ValueError:
        return Certificate("file", None, f"{path.name}: no certificate in PEM")


def _served(name: str, here: str, port: int) -> Certificate:
    """Asked for its date only: whether carriers trust it is theirs to say."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((here, port), timeout=PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=name) as wire,
        ):
            shown = wire.getpeercert(binary_form=True)
    except OSError as error:  # ssl's own faults are among them
        return Certificate("served", None, f"{here}:{port}: {type(error).__name__}")
    if not shown:
        return Certificate("served", None, f"{here}:{port} showed none")
    return Certificate("served", _until([x509.load_der_x509_certificate(shown)]))


def _until(chain: list[x509.Certificate]) -> datetime:
    """Of a chain the first that ends breaks it."""
    return min(each.not_valid_after_utc for each in chain)
