"""One HTTP session for a carrier: silent in the logs, never a second try of its own, every fault judged."""

import logging
import ssl
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

POOL_SIZE = 32
# They write URLs, and a URL may hold a number. A filter holds whatever level is set later.
TALKATIVE = ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry")
# What an exchange may raise; whether the request had left, `never_left` says.
FAULTS = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)

_BEFORE_LEAVING = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.LocationParseError,
    ssl.SSLCertVerificationError,  # any other TLS fault may come after the request left
)


def new_session(url: str | None) -> requests.Session:
    """A pooled session, safe to share between threads; for a loopback *url* it ignores proxies."""
    session = requests.Session()
    session.trust_env = url is None or not is_loopback(url)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=POOL_SIZE, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    silence(*TALKATIVE)
    return session


def exchange(
    open_session: Callable[[], requests.Session],
    method: str,
    url: str,
    seconds: float,
    *,
    params: Mapping[str, str] | None = None,
    data: Mapping[str, str] | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> requests.Response:
    """One exchange on a connection of its own. Raises one of FAULTS.

    One kept open may be closed just as the request leaves, and nobody could tell whether the SMS was taken.
    """
    with open_session() as session:
        session.auth = auth or _no_netrc
        return session.request(
            method,
            url,
            params=params,
            data=data,
            headers={"Connection": "close", **(headers or {})},
            timeout=within(seconds),  # type: ignore[arg-type]
            allow_redirects=False,
        )


def silence(*loggers: str) -> None:
    """Nothing these *loggers* say is written anywhere."""
    for name in loggers:
        logging.getLogger(name).addFilter(_nothing)


def never_left(error: BaseException) -> bool:
    """Whether *error* came before the first byte of the request; requests hides the cause levels down."""
    seen: object = error
    for _ in range(4):
        if isinstance(seen, _BEFORE_LEAVING):
            return True
        if isinstance(seen, urllib3.exceptions.MaxRetryError):
            seen = seen.reason
        elif isinstance(seen, BaseException) and seen.args:
            seen = seen.args[0]
    return False


def is_loopback(url: str) -> bool:
    """Whether *url* names this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def within(seconds: float) -> urllib3.Timeout:
    """One bound for connecting and waiting together; requests would apply a plain number to each."""
    return urllib3.Timeout(total=seconds)


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Nothing is added: requests would else read a password for the host from ~/.netrc."""
    return request


def _nothing(_: logging.LogRecord) -> bool:
    return False
