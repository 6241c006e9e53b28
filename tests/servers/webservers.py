# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""lighttpd and Apache as processes of ours: their configuration for many set-ups, a port each."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

REALM = "HTTP API"
# A slow machine may take long; nobody waits that long where it works.
START_SECONDS = 30
STOP_SECONDS = 15
PROGRAMS = ("/usr/sbin", "/usr/bin", "/usr/local/sbin")


@dataclass(frozen=True)
class Site:
    """One port of a server, and what is behind it.

    ``behind``: the port that it hands requests on to; with ``script`` that program answers by CGI instead.
    ``digest``: the server asks for the login itself. ``keep_alive``: requests that a connection may have.
    ``http_1_0``: it answers as HTTP/1.0. ``most``: bytes that a request may have; 0 for any number. ``patience``:
    seconds that what is behind it may take. ``certificate``: a file, for TLS; ``old_tls``: as it was in 2010, with a DH
    group as long as the certificate's key. ``client_ca``: a file, where clients have to show a certificate.
    """

    name: str
    behind: int
    digest: bool = False
    keep_alive: int = 5
    http_1_0: bool = False
    most: int = 0
    certificate: str = ""
    old_tls: bool = False
    script: str = ""
    patience: int = 30
    client_ca: str = ""


class WebServer:
    """A server with a port for each site, from the start until :meth:`stop`."""

    name: ClassVar[str]
    program: ClassVar[str]

    def __init__(self, folder: Path, sites: list[Site], login: tuple[str, str]) -> None:
        self.folder = folder
        self.ports = dict(zip((site.name for site in sites), free_ports(len(sites)), strict=True))
        self.users = folder / "users"
        username, password = login
        hashed = hashlib.md5(f"{username}:{REALM}:{password}".encode()).hexdigest()
        self.users.write_text(f"{username}:{REALM}:{hashed}\n", encoding="utf-8")
        self.config, self.log, self.access = folder / "server.conf", folder / "server.log", folder / "access.log"
        self.config.write_text(self._configuration(sites), encoding="utf-8")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._wait()
        except RuntimeError:
            self.stop()
            raise

    @classmethod
    def path(cls) -> str | None:
        """The program, None where it isn't installed; a user's PATH often lacks the folders of servers."""
        return shutil.which(cls.program, path=os.pathsep.join([os.environ.get("PATH", ""), *PROGRAMS]))

    @classmethod
    def is_complete(cls) -> bool:
        """Whether all of it is there that the tests need."""
        return cls.path() is not None

    @classmethod
    def version(cls) -> str:
        """Its version, such as 1.4.69."""
        told = subprocess.run([cls.path(), "-v"], capture_output=True, text=True, check=True).stdout
        return re.search(r"/([0-9.]+)", told)[1]

    def used(self) -> dict[str, list[tuple[int, int, str]]]:
        """For each site what was asked of it: the number on its connection, the status, and the protocol."""
        by_port = {str(port): name for name, port in self.ports.items()}
        found: dict[str, list[tuple[int, int, str]]] = {name: [] for name in self.ports}
        for line in self.access.read_text(encoding="utf-8", errors="replace").splitlines():
            port, number, status, request = line.split(" ", 3)
            found[by_port[port]].append((int(number) + 1, int(status), request))
        return found

    def stop(self) -> None:
        """End the process, by force where it doesn't go by itself."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        for port in self.ports.values():
            while True:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} did not start:\n{self.log.read_text(errors='replace')}")
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.05)

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _configuration(self, sites: list[Site]) -> str:
        raise NotImplementedError


class Lighttpd(WebServer):
    """lighttpd 1.4."""

    name, program = "lighttpd", "lighttpd"

    @classmethod
    def is_complete(cls) -> bool:
        """Debian has its TLS in a package of its own, and a file of each module beside the others."""
        folders = ("/usr/lib/lighttpd", "/usr/lib64/lighttpd", "/usr/local/lib")
        return super().is_complete() and any(Path(folder, "mod_openssl.so").is_file() for folder in folders)

    def _command(self) -> list[str]:
        return [self.path(), "-D", "-f", str(self.config)]

    def _configuration(self, sites: list[Site]) -> str:
        head = f"""\
server.modules = ("mod_auth", "mod_authn_file", "mod_alias", "mod_cgi", "mod_proxy", "mod_openssl", "mod_accesslog")
server.document-root = "{self.folder}"
server.upload-dirs = ("{self.folder}")
server.bind = "127.0.0.1"
server.port = {free_ports(1)[0]}
server.network-backend = "writev"
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "{self.users}"
accesslog.filename = "{self.access}"
accesslog.format = "%p %k %>s %r"
"""
        return head + "".join(map(self._site, sites))

    def _site(self, site: Site) -> str:
        # it means those after the first
        lines = [f"server.max-keep-alive-requests = {site.keep_alive - 1}"]
        lines += ['server.protocol-http11 = "disable"'] if site.http_1_0 else []
        # hands a body on as it comes, and not once it has all of it and knows its length
        lines += ["server.stream-response-body = 1"]
        lines += [f"server.max-request-size = {max(1, site.most // 1024)}"] if site.most else []
        if site.digest:
            rule = f'"method" => "digest", "realm" => "{REALM}", "require" => "valid-user"'
            lines += [f'auth.require = ("/" => ({rule}))']
        if site.script:
            lines += ['cgi.assign = (".cgi" => "")', f'alias.url = ("/api" => "{site.script}")']
        else:
            behind = f'"host" => "127.0.0.1", "port" => {site.behind}, "read-timeout" => {site.patience}'
            lines += [f'proxy.server = ("" => (({behind})))']
        if site.certificate:
            lines += ['ssl.engine = "enable"', f'ssl.pemfile = "{site.certificate}"']
        if site.old_tls:
            lines += [
                'ssl.openssl.ssl-conf-cmd = ("CipherString" => "DHE-RSA-AES128-SHA:@SECLEVEL=0", "MinProtocol" => '
                '"TLSv1", "MaxProtocol" => "TLSv1")',
            ]
        if site.client_ca:
            lines += [
                f'ssl.verifyclient.activate = "enable"\n  ssl.verifyclient.enforce = "enable"\n'
                f'  ssl.verifyclient.ca-file = "{site.client_ca}"'
            ]
        inner = "".join(f"  {line}\n" for line in lines)
        return f'$SERVER["socket"] == "127.0.0.1:{self.ports[site.name]}" {{\n{inner}}}\n'


class Apache(WebServer):
    """The Apache HTTP Server 2.4."""

    name, program = "Apache", "apache2"
    MODULES: ClassVar = (
        "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_digest", "env", "setenvif", "proxy",
        "proxy_http", "socache_shmcb", "ssl", "cgid", "alias", "reqtimeout",
    )  # fmt: skip
    FOLDER: ClassVar = "/usr/lib/apache2/modules"

    def _command(self) -> list[str]:
        return [self.path(), "-d", str(self.folder), "-f", str(self.config), "-D", "FOREGROUND"]

    def _configuration(self, sites: list[Site]) -> str:
        loaded = "".join(f"LoadModule {name}_module {self.FOLDER}/mod_{name}.so\n" for name in self.MODULES)
        # as root it insists on another user for what it does with requests
        user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
        head = f"""\
ServerName 127.0.0.1
PidFile {self.folder}/server.pid
ScriptSock {self.folder}/cgid.sock
DefaultRuntimeDir {self.folder}
Mutex file:{self.folder} default
ErrorLog {self.folder}/error.log
LogFormat "%p %k %>s %r" short
CustomLog {self.access} short
StartServers 1
ServerLimit 2
ThreadsPerChild 50
MaxRequestWorkers 100
"""
        return loaded + user + head + "".join(map(self._site, sites))

    def _site(self, site: Site) -> str:
        port = self.ports[site.name]
        lines = ["KeepAlive Off"]
        if site.keep_alive > 1:
            # it means those after the first, and 0 would be any number
            lines = ["KeepAlive On", f"MaxKeepAliveRequests {site.keep_alive - 1}"]
        lines += ['SetEnvIf Request_URI "." downgrade-1.0 force-response-1.0'] if site.http_1_0 else []
        if site.most:
            # LimitRequestBody doesn't count for what goes on to a proxy
            lines += [f'<If "%{{HTTP:Content-Length}} -gt {site.most}">', '  Redirect 413 "/"', "</If>"]
        if site.script:
            lines += [f'ScriptAlias "/api" "{site.script}"']
        else:
            lines += [f"ProxyTimeout {site.patience}", f"ProxyPass / http://127.0.0.1:{site.behind}/ disablereuse=On"]
        if site.digest:
            rules = ["AuthType Digest", f'AuthName "{REALM}"', f"AuthUserFile {self.users}", "Require valid-user"]
            lines += ["<Location />", *rules, "AuthDigestNonceLifetime 1", "</Location>"]
        else:
            lines += ["<Location />", "Require all granted", "</Location>"]
        if site.certificate:
            lines += ["SSLEngine on", f"SSLCertificateFile {site.certificate}"]
        if site.old_tls:
            lines += ["SSLProtocol TLSv1", "SSLCipherSuite DHE-RSA-AES128-SHA:@SECLEVEL=0"]
        if site.client_ca:
            lines += ["SSLVerifyClient require", f"SSLCACertificateFile {site.client_ca}"]
        inner = "".join(f"  {line}\n" for line in lines)
        return f"Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\n{inner}</VirtualHost>\n"


def free_ports(count: int) -> list[int]:
    """Ports that are free now, no two of them the same."""
    held = [socket.create_server(("127.0.0.1", 0)) for _number in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
