"""Requests that leave for an address somebody wrote down: only https, and only to addresses of the open network."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter


class NotOutside(requests.ConnectionError):
    """The address is none of the open network, so nothing was sent."""


class OutsideOnly(HTTPAdapter):
    """Sends over https, to hosts all of whose addresses are public: an issuer must not let people ask our own network.

    The name is looked up again for the connection itself; the certificate has to be the name's in any case.
    """

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, unless the host is inside."""
        parts = urlsplit(request.url or "")
        if parts.scheme != "https" or not parts.hostname or not _is_outside(parts.hostname, parts.port or 443):
            raise NotOutside(_("Sign-on servers are reached over https, and at a public address."), request=request)
        return super().send(request, *args, **kwargs)


def session(timeout: float) -> requests.Session:
    """A session whose every request and redirect leaves only for outside, and takes `timeout` seconds at most."""
    made = _Session(timeout)
    made.trust_env = False
    made.mount("http://", OutsideOnly())
    made.mount("https://", OutsideOnly())
    return made


class _Session(requests.Session):
    def __init__(self, timeout: float) -> None:
        super().__init__()
        self.timeout = timeout

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", self.timeout)
        return super().request(*args, **kwargs)


def _is_outside(host: str, port: int) -> bool:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    addresses = [ipaddress.ip_address(str(address[4][0]).partition("%")[0]) for address in found]
    return bool(addresses) and all(address.is_global and not address.is_multicast for address in addresses)
