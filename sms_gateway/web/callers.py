"""Who calls: the address of the peer, or of whom a proxy of ours speaks for."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

from sms_gateway.carriers.calls import Callers

IPV6_HOME = 64  # bits: one customer has at least as many IPv6 addresses as follow them


class Proxies:
    """The proxies in front of us, whose X-Forwarded-For is believed; nobody else's is."""

    def __init__(self, addresses: Iterable[str]) -> None:
        """Raises ValueError for an address that is none."""
        self._ours = Callers(addresses)

    def caller(self, peer: str, forwarded: Iterable[str]) -> str:
        """The address that called *peer*'s connection; *forwarded* are the values of the header, in order."""
        if not self._ours.know(peer):
            return peer
        named = [each.strip() for each in ",".join(forwarded).split(",")]
        for address in reversed(named):
            if not _is_address(address):
                return peer
            if not self._ours.know(address):
                return address
        return peer


def peer_of(client: str) -> str:
    """The address of "address:port"; an IPv6 address stands in brackets."""
    return client.rpartition(":")[0].strip("[]")


def household(address: str) -> str:
    """What counts as one caller: an IPv4 address, or an IPv6 network as one customer has it."""
    if not _is_address(address):
        return address
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((int(found), IPV6_HOME), strict=False))
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
