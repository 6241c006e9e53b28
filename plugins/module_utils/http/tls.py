# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS as the connection options ask for it: trusted CAs, a pinned certificate, or the old devices' weak ciphers."""

from __future__ import annotations

import functools
import os
import socket
import ssl
from dataclasses import replace

from ..errors import InvalidInput, TlsError
from .deadline import LimitedTlsSocket
from .diagnosis import of_tls

try:
    import urllib3
except ImportError:
    urllib3 = None


def pool_options(connection):
    """The options of urllib3's pool that leave every TLS decision to one ``ssl.SSLContext`` made from ours."""
    context = tls_context(connection)
    if context.verify_mode == ssl.CERT_NONE:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return {
        "ssl_context": context,
        "cert_reqs": context.verify_mode,
        **({"assert_fingerprint": connection.ssl_fingerprint} if connection.ssl_fingerprint else {}),
        **({} if context.check_hostname else {"assert_hostname": False}),
    }


def tls_context(connection):
    """The ``ssl.SSLContext`` for a connection: the system's CAs or ``ca_path``; nothing but the pin when pinned.

    Connections that ask for the same share one, until :func:`forget_contexts`.
    """
    verify = connection.validate_certs and not connection.ssl_fingerprint
    return _context(verify, connection.ca_path, connection.legacy_tls)


@functools.cache
def _context(verify, ca_path, legacy_tls):
    # to load the system's CAs takes longer than all else that a request costs here, so not where nobody looks at them
    context = _with_cas(ca_path) if verify or ca_path else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if legacy_tls:
        # 1024-bit DH groups and TLS 1.0 of old units (device-facts 1.1)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.sslsocket_class = LimitedTlsSocket
    return context


def forget_contexts():
    """Have the CAs read again for the next connection, as their files may have changed by then."""
    _context.cache_clear()


def peer_certificate(connection):
    """The certificate that a device shows, as bytes (DER), whether it is trusted or not.

    :raises OSError: also for a failed handshake; :func:`tls_error` explains it.
    """
    context = tls_context(replace(connection, validate_certs=False, ca_path=None, ssl_fingerprint=None))
    plain = socket.create_connection((connection.host, connection.port), connection.timeout)
    with plain, context.wrap_socket(plain, server_hostname=connection.host) as secure:
        return secure.getpeercert(binary_form=True)


def _with_cas(path):
    try:
        return ssl.create_default_context(**({} if not path else _ca_location(path)))
    except (OSError, ssl.SSLError) as exc:
        raise InvalidInput(f"ca_path: no CA certificate could be read from '{path}': {exc}") from None


def _ca_location(path):
    return {"capath": path} if os.path.isdir(path) else {"cafile": path}


def tls_error(what, exc):
    """A :class:`TlsError` that says what was attempted, what failed and what to set."""
    return of_tls(str(exc)).error(TlsError, what, tls=_reason(exc))


def _reason(exc):
    """The innermost error text: requests and urllib3 wrap it several times."""
    while exc.args and isinstance(exc.args[0], BaseException):
        exc = exc.args[0]
    return str(getattr(exc, "reason", None) or exc)
