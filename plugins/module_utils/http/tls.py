# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS as the connection options ask for it: trusted CAs, a pinned certificate, or the old devices' weak ciphers."""

from __future__ import annotations

import functools
import ipaddress
import os
import socket
import ssl
from dataclasses import replace
from typing import NamedTuple

from ..errors import InvalidInput, TlsError
from .deadline import LimitedTlsSocket
from .handshake import of_tls

try:
    import urllib3
except ImportError:
    urllib3 = None

# OpenSSL 3 turns down servers from before RFC 5746 by default; ssl has had the name since Python 3.12.
_OLD_RENEGOTIATION = getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)


def pool_options(connection):
    """The options of urllib3's pool that leave every TLS decision to one ``ssl.SSLContext`` made from ours."""
    context = tls_context(connection, address_of(connection))
    if context.verify_mode == ssl.CERT_NONE:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return {
        "ssl_context": context,
        "cert_reqs": context.verify_mode,
        **({"assert_fingerprint": connection.ssl_fingerprint} if connection.ssl_fingerprint else {}),
        **({} if context.check_hostname else {"assert_hostname": False}),
    }


def address_of(connection):
    """The IP address that has to be compared with a verified certificate here, since nothing else does; else None.

    urllib3 1.26, which Debian 12 and RHEL 9 have, gives OpenSSL no address, and by itself it takes a common name too.
    """
    if not urllib3.__version__.startswith("1.") or not connection.validate_certs or connection.ssl_fingerprint:
        return None
    try:
        return ipaddress.ip_address(connection.host)
    except ValueError:
        return None


def check_address(secure, address):
    """Compare an address with those of the certificate of a socket, as OpenSSL does.

    :raises ssl.SSLCertVerificationError: it has none that is the same.
    """
    names = secure.getpeercert().get("subjectAltName", ())
    if address not in [ipaddress.ip_address(value.strip()) for kind, value in names if kind == "IP Address"]:
        raise ssl.SSLCertVerificationError(
            f"certificate verify failed: IP address mismatch, certificate is not valid for '{address}'"
        )


def tls_context(connection, address=None):
    """The ``ssl.SSLContext`` for a connection: the system's CAs or ``ca_path``; nothing but the pin when pinned.

    ``address`` as of :func:`address_of`. Connections that ask for the same share one, until :func:`forget_contexts`.
    """
    verify = connection.validate_certs and not connection.ssl_fingerprint
    return _context(verify, connection.ca_path, connection.legacy_tls, address is None)


@functools.cache
def _context(verify, ca_path, legacy_tls, check_name):
    # to load the system's CAs takes longer than all else that a request costs here, so not where nobody looks at them
    context = _with_cas(ca_path) if verify or ca_path else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif not check_name:
        context.check_hostname = False
    if legacy_tls:
        # 1024-bit DH groups and TLS 1.0 of old units (device-facts 1.1)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= _OLD_RENEGOTIATION
    context.sslsocket_class = LimitedTlsSocket
    return context


def forget_contexts():
    """Have the CAs read again for the next connection, as their files may have changed by then."""
    _context.cache_clear()


class Handshake(NamedTuple):
    """What a device has agreed to: its certificate (DER), the version of TLS, the cipher and the bits of its key."""

    certificate: bytes
    version: str
    cipher: str
    bits: int


def handshake(connection):
    """The :class:`Handshake` with a device, whether its certificate is trusted or not.

    :raises OSError: also for a failed handshake; :func:`tls_error` explains it.
    """
    context = tls_context(replace(connection, validate_certs=False, ca_path=None, ssl_fingerprint=None))
    plain = socket.create_connection((connection.host, connection.port), connection.timeout)
    with plain, context.wrap_socket(plain, server_hostname=connection.host) as secure:
        cipher, _protocol, bits = secure.cipher()
        return Handshake(secure.getpeercert(binary_form=True), secure.version(), cipher, bits)


def _with_cas(path):
    try:
        return ssl.create_default_context(**({} if not path else _ca_location(path)))
    except (OSError, ssl.SSLError) as exc:
        raise InvalidInput(f"ca_path: no CA certificate could be read from '{path}': {exc}") from None


def _ca_location(path):
    return {"capath": path} if os.path.isdir(path) else {"cafile": path}


def tls_error(what, exc, legacy=False):
    """A :class:`TlsError` that says what was attempted, what failed and what to set; ``legacy`` as ``legacy_tls``."""
    reason = _reason(exc)
    return of_tls(reason, legacy).error(TlsError, what, tls=reason)


def is_end_of_tls(exc):
    """Whether the other side has just hung up, which says nothing about its TLS."""
    return any(part in str(exc).lower() for part in ("eof occurred", "unexpected eof", "unexpected_eof"))


def _reason(exc):
    """The innermost error text: requests and urllib3 wrap it several times, and theirs have the URL in it."""
    while True:
        inner = next(
            (part for part in (getattr(exc, "reason", None), *exc.args) if isinstance(part, BaseException)), None
        )
        if inner is None:
            return str(exc)
        exc = inner
