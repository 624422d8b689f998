"""Only a proxy of ours may say who called, and one customer of IPv6 is one caller."""

import pytest

from sms_gateway.web.callers import Proxies, household, peer_of

PROXIES = Proxies(("127.0.0.1", "10.0.0.0/24"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # a stranger speaks for nobody
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["192.0.2.7, 198.51.100.1"], "198.51.100.1"),  # the first one is what the caller wrote
        ("127.0.0.1", ["192.0.2.7", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["198.51.100.1, 10.0.0.4"], "198.51.100.1"),  # two proxies in a row
        ("127.0.0.1", ["10.0.0.4"], "127.0.0.1"),
        ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1, nobody"], "127.0.0.1"),
        ("127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
    ],
)
def test_the_caller_is_whom_the_nearest_proxy_of_ours_saw(
    peer: str, forwarded: list[str], caller: str
) -> None:
    assert PROXIES.caller(peer, forwarded) == caller


@pytest.mark.parametrize(
    ("client", "address"), [("127.0.0.1:80", "127.0.0.1"), ("[::1]:80", "::1"), ("::1:80", "::1")]
)
def test_the_port_is_no_part_of_the_address(client: str, address: str) -> None:
    assert peer_of(client) == address


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:0:1::5", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::9", "2001:db8:0:1::/64"),
        ("::ffff:198.51.100.1", "::ffff:198.51.100.1"),
        ("", ""),
    ],
)
def test_one_household_is_one_caller(address: str, one: str) -> None:
    assert household(address) == one
