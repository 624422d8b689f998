"""Where a request comes from, seen through the proxies in front."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from flask import Request


def client_address(request: Request, proxies: Sequence[str]) -> str:
    """The nearest address that is no proxy of ours: what stands left of it anybody may have written."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    hops = [request.remote_addr or "-", *(hop.strip() for hop in reversed(forwarded) if hop.strip())]
    for hop in hops:
        if not _is_within(hop, proxies):
            return hop[:64]
    return hops[-1][:64]


def _is_within(address: str, networks: Sequence[str]) -> bool:
    try:
        return any(ip_address(address) in ip_network(network) for network in networks)
    except ValueError:
        return False
