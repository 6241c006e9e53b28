# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as doors have them, good and bad, and servers that break off TLS in each way that is known."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import socket
import ssl
import struct
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# The second group of RFC 2409 (Oakley), of 1,024 bits: what old units offer.
_OAKLEY_2 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)

_BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Made:
    """A certificate with its key: ``file`` has both, ``trust`` only the certificate."""

    name: str
    file: Path
    trust: Path
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Maker:
    """Makes certificates in a folder, by default good ones for 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def certificate(
        self,
        name: str,
        by: Made | None = None,
        *,
        days: tuple[int, int] = (-1, 30),
        names: tuple[str, ...] = ("127.0.0.1",),
        rsa_bits: int = 0,
        purpose: x509.ObjectIdentifier | None = None,
        is_ca: bool = False,
    ) -> Made:
        """One that ``by`` has signed, else itself; ``days`` from now; without ``rsa_bits`` its key is of a curve."""
        key = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
        signer = by.key if by else key
        now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
        made = (
            x509.CertificateBuilder(_named(by.name if by else name), _named(name), key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + days[0] * day)
            .not_valid_after(now + days[1] * day)
            .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if names and not is_ca:
            made = made.add_extension(x509.SubjectAlternativeName([_alternative(text) for text in names]), False)
        if purpose:
            made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        if is_ca:
            made = made.add_extension(_SIGNS, critical=True)
        shown = made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file, trust = self.folder / f"{name}.pem", self.folder / f"{name}.crt"
        file.write_bytes(secret + shown)
        trust.write_bytes(shown)
        return Made(name, file, trust, key)

    def dh_parameters(self) -> Path:
        """A file with a group of 1,024 bits."""
        path = self.folder / "dh1024.pem"
        with warnings.catch_warnings():
            # newer releases of cryptography say that one shouldn't
            warnings.simplefilter("ignore")
            made = dh.DHParameterNumbers(_OAKLEY_2, 2).parameters()
            path.write_bytes(made.parameter_bytes(serialization.Encoding.PEM, serialization.ParameterFormat.PKCS3))
        return path


_SIGNS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


class TlsServers:
    """Servers on ports of their own that speak TLS, or don't; none answers a request. They end with the block."""

    def __init__(self, folder: Path) -> None:
        self.maker = Maker(folder)
        self.ca = self.maker.certificate("ca", is_ca=True)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> TlsServers:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stack.close()

    def showing(self, name: str, *, by: Made | None = None, own: bool = False, **wrong: object) -> int:
        """The port of a server that shows a certificate; ``own``: signed by itself."""
        made = self.maker.certificate(name, None if own else by or self.ca, **wrong)
        return self.speaking(_context(made))

    def offering(self, ciphers: str = "ALL", newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> int:
        """The port of an old server, whose key exchange is of 1,024 bits and whose certificate is good."""
        context = _context(self.maker.certificate("old", self.ca, rsa_bits=2048))
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
        context.load_dh_params(str(self.maker.dh_parameters()))
        return self.speaking(context)

    def asking(self, newest: ssl.TLSVersion) -> int:
        """The port of a server that wants a certificate of the client."""
        context = _context(self.maker.certificate("asking", self.ca))
        context.maximum_version = newest
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.ca.trust)
        return self.speaking(context)

    def mute(self) -> int:
        """The port of a server that speaks TLS, and hangs up at the request."""
        return self.speaking(_context(self.maker.certificate("mute", self.ca)), b"")

    def speaking(self, context: ssl.SSLContext, answer: bytes = _BUSY) -> int:
        """The port of a server that shakes hands by a context, and gives one answer."""

        def shake(plain: socket.socket) -> None:
            secure = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
            try:
                secure.do_handshake()
            except ssl.SSLError:
                with socket.socket(fileno=secure.detach()) as bare:
                    # closed with something unread, it would take its own last words back
                    while bare.recv(4096):
                        continue
                return
            with secure:
                secure.recv(4096)
                secure.sendall(answer)

        return self.answering(shake)

    def saying(self, words: bytes, reset: bool = False) -> int:
        """The port of a server that answers the first bytes with these and closes; ``reset``: not in good order."""

        def say(plain: socket.socket) -> None:
            plain.recv(4096)
            plain.sendall(words)
            if reset:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        return self.answering(say)

    def answering(self, answer) -> int:
        """The port of a server that gives each connection to a function, in a thread of its own."""
        listener = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def one(plain: socket.socket) -> None:
            with plain, contextlib.suppress(OSError):
                plain.settimeout(30)
                answer(plain)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        # an accept that waits isn't ended by close alone
        self._stack.callback(listener.shutdown, socket.SHUT_RDWR)
        return listener.getsockname()[1]


def _context(made: Made) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(made.file)
    return context


def alert(number: int) -> bytes:
    """A fatal alert, as TLS has it on the wire (RFC 5246, 7.2)."""
    return bytes([21, 3, 1, 0, 2, 2, number])


def hello_without_renegotiation() -> bytes:
    """The ServerHello of TLS 1.2 of a server from before RFC 5746."""
    body = b"\x03\x03" + os.urandom(32) + b"\x00" + b"\xc0\x2f" + b"\x00"
    handshake = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + len(handshake).to_bytes(2, "big") + handshake


CLIENT_ONLY = ExtendedKeyUsageOID.CLIENT_AUTH
