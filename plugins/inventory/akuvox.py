# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin akuvox: looks for doors, says what they are and whether they can be got into."""

from __future__ import annotations

DOCUMENTATION = r"""
name: akuvox
short_description: Finds Akuvox devices and groups them
version_added: 0.1.0
description:
  - Looks for Akuvox devices in networks, at single addresses and in ranges, and at the addresses of a CSV file, and
    makes a host of each. All of them are in the group C(akuvox), which the playbooks of this collection run on.
  - An Akuvox device is recognised without a login. With O(username) and O(password) its model, firmware and MAC address
    are read too; without them only a device that wants no login says what it is.
  - The login is sent only to what asks for it in the name of an Akuvox device's HTTP API, and never along a redirect.
    An impostor can claim to be the API too. So with O(auth=basic), where the password itself is
    sent, or where strangers are in the network, leave O(validate_certs) on and set O(ports=[443]).
  - The configuration file must end in C(akuvox.yml) or C(akuvox.yaml).
  - In AWX and the automation controller, put the file into a project, and add it to an inventory as a source from that
    project. Give the source a credential whose type sets the environment variables E(AKUVOX_USERNAME) and
    E(AKUVOX_PASSWORD). The same credential serves the job templates.
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Says that the file is for this plugin.
    type: str
    required: true
    choices: [doorfleet.akuvox.akuvox]
  networks:
    description:
      - Networks that are searched, such as V(192.0.2.0/24). Only what is recognised as an Akuvox device becomes a host.
      - What answers HTTP 403, as a device does whose HTTP API is off or whose whitelist lacks this controller, looks
        like anything else. A warning lists it, to be named under O(addresses) if it is a door.
    type: list
    elements: str
    default: []
  addresses:
    description:
      - Names and addresses of devices. Each becomes a host, also one that doesn't answer.
      - With a port as in V(192.0.2.10:8443), or a range of ports as in V(203.0.113.5:8001-8020), as behind a router.
      - A range of addresses is V(192.0.2.10-192.0.2.40) or V(192.0.2.10-40); ports may follow it, too.
      - An IPv6 address or range with a port is in brackets, as in V([2001:db8::10]:8443).
    type: list
    elements: str
    default: []
  csv:
    description:
      - Path of a CSV file with devices, UTF-8, its columns separated by commas; a relative path begins at the folder of
        the configuration file. It may be encrypted by ansible-vault. Each row becomes a host, also one that doesn't
        answer.
      - The column C(address) is a name or an address and must be there, C(name) is the host's name, and C(port) the
        port. Every other column, such as C(site), becomes a host variable of that name, where it isn't empty. The
        values are text and no templates.
      - The column C(mac) is the MAC address of the unit that is expected, in any notation; several have a semicolon
        between. It becomes C(akuvox_mac), which the modules hold against what answers.
      - Two rows with one name, one address or one MAC, and columns that can't be variables, are errors.
    type: str
  exclude:
    description: Networks, names, addresses and ranges, with ports or without, that are left out of all of these.
    type: list
    elements: str
    default: []
  ports:
    description:
      - Ports that are tried, in this order, where a source doesn't name one. The first at which an Akuvox device is
        recognised counts.
      - The port 443 speaks HTTPS and the port 80 HTTP. With any other one it is found out, unless O(use_ssl) says it.
    type: list
    elements: int
    default: [443, 80]
  hostnames:
    description:
      - What hosts are named after; the first of these that is known. V(mac) is the MAC address as twelve small hex
        digits, V(address) the name or address as the source has it, and every other one a column of O(csv).
      - V(address) has the port behind a C(_) where the source names one, as in V(203.0.113.5_8001). It is also the last
        resort.
      - V(mac) needs a login, or a column C(mac) in O(csv). A device without it is a host under another name.
      - A row that is named after its C(mac) follows its unit. Where the search finds that unit at another address, the
        host has that address.
    type: list
    elements: str
    default: [name, address]
  max_addresses:
    description:
      - How many addresses O(networks) and O(addresses) may have together, an address with several named ports counted
        for each of them, before O(exclude).
    type: int
    default: 4096
  parallel:
    description: How many addresses are looked at at the same time.
    type: int
    default: 50
  rate:
    description: How many connections are attempted per second.
    type: float
    default: 200
  probe_timeout:
    description: Seconds until a port counts as closed.
    type: float
    default: 2
  time_limit:
    description:
      - Seconds that the search may take. When it takes longer, it fails, since half of a fleet is worse than none. What
        has begun by then is ended first.
    type: float
    default: 300
  use_ssl:
    description: Whether all ports speak HTTPS. Left out, it depends on the port, as O(ports) says.
    type: bool
    env:
      - name: AKUVOX_USE_SSL
  validate_certs:
    description:
      - Whether to verify the devices' certificates. A device whose certificate isn't trusted is recognised, and gets
        the verdict C(tls_untrusted) and no login.
    type: bool
    default: true
    env:
      - name: AKUVOX_VALIDATE_CERTS
  ca_path:
    description: File or directory with the CA certificates that are trusted; the operating system's when left out.
    type: path
    env:
      - name: AKUVOX_CA_PATH
  ssl_fingerprint:
    description: SHA-256 fingerprint of the certificate that all the devices have, the only one that is trusted then.
    type: str
    env:
      - name: AKUVOX_SSL_FINGERPRINT
  legacy_tls:
    description: Whether to allow the weak key sizes and TLS versions of old units.
    type: bool
    default: false
    env:
      - name: AKUVOX_LEGACY_TLS
  auth:
    description: How the HTTP API asks for the login.
    type: str
    choices: [digest, basic, none]
    default: digest
    env:
      - name: AKUVOX_AUTH
  username:
    description: User of the HTTP API. May be a template, such as a lookup.
    type: str
    env:
      - name: AKUVOX_USERNAME
  password:
    description:
      - Password of the HTTP API. May be a template, such as a lookup, or vaulted.
      - It becomes no host variable, and isn't in the cache. The modules take it from the same environment, or from
        C(akuvox_password) in the group's variables.
    type: str
    env:
      - name: AKUVOX_PASSWORD
  timeout:
    description: Seconds that a device may take to answer, once it is connected.
    type: float
    default: 10
    env:
      - name: AKUVOX_TIMEOUT
  request_interval:
    description: Seconds between two requests to one device.
    type: float
    default: 0.25
    env:
      - name: AKUVOX_REQUEST_INTERVAL
author:
  - The doorfleet.akuvox authors (@doorfleet)
requirements:
  - requests (Python library)
notes:
  - Each host has the variables C(ansible_host), C(akuvox_port) and C(akuvox_use_ssl), as it was found, and
    C(akuvox_reachability), one of the verdicts of M(doorfleet.akuvox.akuvox_info). C(akuvox_model), C(akuvox_firmware)
    and C(akuvox_mac_found), as in V(0C:11:05:00:00:01), are there where the device has said them. What isn't known
    isn't set.
  - C(akuvox_mac), the MAC that is expected, comes from the column C(mac) of O(csv) only, never from the device. Where
    the device has another one, C(akuvox_reachability) is C(other_unit), and model and firmware are not set.
  - Without a login C(bad_credentials) says that the device wants one. The reason for each verdict is shown with C(-v).
  - A device is asked once where it wants no login, and twice where it does. A refused certificate or another port adds
    requests.
  - After an error in a source Ansible goes on without its hosts. Set E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) to
    make it stop.
  - Two devices with one MAC address, one name or one address and port are an error, and so is a name that a group has.
  - The cache keeps what was found, until O(cache_timeout) is over, a source or an option of the search is changed, or
    C(--flush-cache) is given. After an upgrade the modules go by the old C(akuvox_firmware) until then.
seealso:
  - module: doorfleet.akuvox.akuvox_info
"""

EXAMPLES = r"""
# doors.akuvox.yml: search a network. The login is taken from AKUVOX_USERNAME and AKUVOX_PASSWORD.
plugin: doorfleet.akuvox.akuvox
networks:
  - 192.0.2.0/24
exclude:
  - 192.0.2.1
ca_path: /etc/ssl/doors.pem

# A list of doors, grouped by model and site. What doesn't answer stays, with its verdict.
# doors.csv begins with: address,name,mac,site
#
# plugin: doorfleet.akuvox.akuvox
# csv: doors.csv
# hostnames: [name, mac]
# username: api
# password: "{{ lookup('ansible.builtin.file', '~/.akuvox-password') }}"
# validate_certs: false
# keyed_groups:
#   - key: akuvox_model | default('unknown')
#     prefix: model
#   - key: site
#     prefix: site
# groups:
#   to_be_seen_to: akuvox_reachability != 'ok'
# compose:
#   akuvox_location: site | default('nowhere') | title

# Doors behind routers, in ranges of addresses and by name; kept for an hour.
#
# plugin: doorfleet.akuvox.akuvox
# addresses:
#   - north-gate.example.net
#   - 192.0.2.10-40
#   - 203.0.113.5:8001-8020
#   - "[2001:db8::10]:8443"
# rate: 50
# time_limit: 120
# cache: true
# cache_plugin: ansible.builtin.jsonfile
# cache_connection: ~/.cache/akuvox-inventory
# cache_timeout: 3600
"""

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.vars.reserved import is_reserved_name

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.environment import (
    drop_empty_variables,
    from_environment,
    in_environment,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.diagnosis import API_DISABLED, OTHER_UNIT
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.hosts import inventory_hosts
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.probe import Door
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.search import (
    LOOK,
    SOURCES,
    check_search,
    search,
    targets_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.shortened import shortened
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textfile import text_of
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.untemplated import untemplated

GROUP = "akuvox"
_TEMPLATED = ("username", "password")
_MOST_SHOWN = 10


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Reads the options, searches or takes the cache, and fills the inventory."""

    NAME = "doorfleet.akuvox.akuvox"

    def verify_file(self, path):
        """Say whether the file is one for this plugin, by its name."""
        return super().verify_file(path) and path.endswith(("akuvox.yml", "akuvox.yaml"))

    def parse(self, inventory, loader, path, cache=True):
        """Fill the inventory with what the file asks for."""
        super().parse(inventory, loader, path, cache=cache)
        # an empty variable is none, as for the modules; Ansible reads them with the options
        drop_empty_variables()
        of_environment = self._of_environment(path)
        config = self._read_config_data(path)
        try:
            options = self._own_options(config)
            targets, columns = targets_of(options, self._csv(options["csv"], path), is_reserved_name)
            connection = check_search(options, columns)
            found = self._found(targets, connection, options, path, cache)
            hosts = inventory_hosts(found, options["hostnames"])
        except AkuvoxError as exc:
            raise AnsibleParserError(f"{path}: {in_environment(exc.message, of_environment)}") from None
        self.inventory.add_group(GROUP)
        self._refuse_groups(hosts, path)
        self._warn_of_others(hosts)
        for name, variables in hosts:
            self._add(name, variables)
        self._refuse_groups(hosts, path)

    def _of_environment(self, path):
        """The options that come from the environment, each of them checked, as Ansible names no variable."""
        config = self.loader.load_from_file(path)
        given = config if isinstance(config, Mapping) else {}
        options = [option for option in LOOK if option in CONNECTION_SPEC and given.get(option) is None]
        try:
            return {option for option in options if from_environment(option) is not None}
        except AkuvoxError as exc:
            raise AnsibleParserError(f"{path}: {exc.message}") from None

    def _own_options(self, config):
        unknown = sorted(set(config) - set(self.option_definitions))
        if unknown:
            raise InvalidInput(
                f"{', '.join(unknown)}: there is no such option; see ansible-doc -t inventory {self.NAME}"
            )
        options = {name: plain(self.get_option(name)) for name in (*SOURCES, *LOOK)}
        for name in _TEMPLATED:
            # only what stands in the file is a template; a password of the environment may look like one
            if config.get(name) is not None:
                options[name] = self._templated(name, config[name])
        return options

    def _templated(self, name, value):
        try:
            return plain(self.templar.template(value))
        except AnsibleError as exc:
            # later versions show the value in the error that they make of a failed template
            raise InvalidInput(f"{name}: can't be templated or decrypted ({exc.__class__.__name__})") from None

    def _csv(self, file, path):
        """Name and text of the CSV file, None where there is none."""
        if not file:
            return None
        place = os.path.join(os.path.dirname(os.path.abspath(path)), os.path.expanduser(file))
        return os.path.basename(place), text_of(place, self.loader, "csv")

    def _found(self, targets, connection, options, path, cache):
        """The pairs of a target and the door that is there, from the cache where it is to be used and has them."""
        own = self.get_option("cache")
        key = f"{self.get_cache_key(path)}_{_digest(targets, options)}" if own else None
        if own and cache:
            cached = self._cached(key)
            if cached is not None:
                pairs = ((target, cached.get(f"{target.host} {target.port}")) for target in targets)
                return [(target, Door(**plain(door))) for target, door in pairs if door]
        looked = search(targets, connection, options)
        self._tell(looked)
        found = [(target, door) for target, door in looked if target.named or door.recognised]
        if own:
            self._cache[key] = {f"{target.host} {target.port}": dataclasses.asdict(door) for target, door in found}
        return found

    def _cached(self, key):
        try:
            return self._cache.get(key)
        except AnsibleError as exc:
            self.display.warning(f"what the cache has can't be read, so the doors are looked for again: {exc}")
            return None

    def _tell(self, looked):
        """What was found, for a watching user, and what could be a door and isn't taken for one."""
        for target, door in looked:
            if target.named or door.recognised:
                self.display.v(f"{target.spoken}: {door.reachability} {door.message}".rstrip())
            else:
                self.display.vvvv(f"{target.spoken}: {door.reachability} {door.message}".rstrip())
        silent = [target.host for target, door in looked if door.reachability == API_DISABLED and not door.recognised]
        silent = [host for host in silent if host not in {target.host for target, door in looked if target.named}]
        if silent:
            self.display.warning(
                f"{shortened(silent, _MOST_SHOWN)} answered as a door does whose HTTP API is off or whose "
                "whitelist lacks this controller, and may be something else. Name under addresses what is a door"
            )

    def _warn_of_others(self, hosts):
        """Name the doors at whose address another unit answers than the source expects."""
        for name, variables in hosts:
            if variables["akuvox_reachability"] == OTHER_UNIT:
                self.display.warning(
                    f"{name}: another unit answers at {variables['ansible_host']}: its MAC is "
                    f"{variables['akuvox_mac_found']}, and the source expects {variables['akuvox_mac']}"
                )

    def _refuse_groups(self, hosts, path):
        """Ansible would give the variables of such a host to the group, and with ``--limit`` mean the group."""
        for name, _variables in hosts:
            if name in self.inventory.groups:
                raise AnsibleParserError(
                    f"{path}: the host name '{name}' is that of a group, too. Give the door another name, or the "
                    "groups of keyed_groups a prefix"
                )

    def _add(self, name, variables):
        strict = self.get_option("strict")
        variables = {option: untemplated(value) for option, value in variables.items()}
        self.inventory.add_host(name, group=GROUP)
        for option, value in variables.items():
            self.inventory.set_variable(name, option, value)
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)


def _digest(targets, options):
    """Changes with all that decides what is found and how it is kept; of the password only whether there is one."""
    look = {**{name: options[name] for name in LOOK}, "password": bool(options["password"])}
    places = [(target.host, target.port, target.named) for target in targets]
    fields = [field.name for field in dataclasses.fields(Door)]
    return hashlib.sha256(json.dumps([places, look, fields], sort_keys=True).encode()).hexdigest()[:16]
