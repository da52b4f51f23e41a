"""Who a request comes from: the address that a proxy names counts only where that proxy is one of
ours.
"""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from jingyan.crypto import ring


def address_of(request: HttpRequest) -> str:
    """The client's address. `TRUSTED_PROXIES` names those whose X-Forwarded-For is believed; "unix"
    is a socket.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if (peer or "unix") not in settings.TRUSTED_PROXIES:
        return peer
    # The last entry is what our proxy saw; the entries before it were written by the client.
    return _address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2]) or peer


def _address(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def counted_address(request: HttpRequest) -> str:
    """The address under which failed log-ins are counted: of IPv6 the network, since a subscriber
    has all of it.
    """
    address = _address(address_of(request))
    if not address or not isinstance(parsed := ip_address(address), IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))


def counted_name(username: str) -> str:
    """The name under which failed log-ins are counted: a hash, since a password or an ID number may
    have been typed.
    """
    return ring().blind_index(username[:150].lower())
