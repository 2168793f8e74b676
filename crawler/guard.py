"""Keep the crawler away from machines that only this one can reach, whatever a page or a name server says."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_ASSIGNMENTS = ip_network("192.0.0.0/24")  # a cloud's metadata is in it; older Pythons call it global
_NAT64 = ip_network("64:ff9b::/96")
_MOST_REFUSED = 10_000


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public Internet; False for what is no address."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and ip not in _ASSIGNMENTS


def is_address(host: str) -> bool:
    """Tell whether a host is written as an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Guard:
    """Which hosts may be asked although their address is not public: those that seeds name."""

    def __init__(self) -> None:
        self._allowed: set[str] = set()
        self._refused: set[str] = set()

    def allow(self, hosts: Iterable[str]) -> None:
        """Let these be asked, wherever they are."""
        self._allowed.update(host.lower() for host in hosts)

    def accepts(self, host: str, address: str) -> bool:
        """Tell whether a host may be asked at an address, and remember it if not."""
        if host.lower() in self._allowed or is_public(address):
            return True
        if len(self._refused) < _MOST_REFUSED:
            self._refused.add(host.lower())
        return False

    def has_refused(self, host: str) -> bool:
        """Tell whether a host was found at an address that may not be asked."""
        return host.lower() in self._refused


guard = Guard()  # of the process: the resolver, too, belongs to the process and not to a crawl
