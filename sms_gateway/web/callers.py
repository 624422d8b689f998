"""Who calls: the address of the peer, or of whom a proxy of ours speaks for."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_network

from sms_gateway.carriers.calls import Callers, address_of

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
            if address_of(address) is None:
                return peer
            if not self._ours.know(address):
                return address
        return peer


def peer_of(client: str) -> str:
    """The address of "address:port"; an IPv6 address stands in brackets."""
    return client.rpartition(":")[0].strip("[]")


@lru_cache(maxsize=4096)
def household(address: str) -> str:
    """What counts as one caller: an IPv4 address, or an IPv6 network as one customer has it."""
    found = address_of(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((int(found), IPV6_HOME), strict=False))
    return address
