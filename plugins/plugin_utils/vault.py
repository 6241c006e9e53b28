# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files encrypted with the vault passwords that a run of Ansible was given."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from ansible import constants
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, match_encrypt_secret

try:
    from ansible.parsing.vault import VaultSecretsContext
except ImportError:
    VaultSecretsContext = None

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput

_GIVE = "give the vault password, for example with --ask-vault-pass or --vault-password-file"


def _secrets(loader):
    """The vault passwords of the run, by what ansible-core has for that: since 2.19 a context, before it the loader."""
    if VaultSecretsContext is None:
        return loader._vault.secrets
    context = VaultSecretsContext.current(optional=True)
    return context.secrets if context else []


_HEADER = b"$ANSIBLE_VAULT;"


def is_vaulted(content):
    """Whether bytes are what ansible-vault has encrypted."""
    return content.startswith(_HEADER)


@dataclass(frozen=True)
class Seal:
    """What something was encrypted with, by which something else is encrypted alike.

    ``label``: the vault id that its header names, None where it has none. ``secret``: the password, of Ansible.
    """

    label: str | None
    secret: object


class Vault:
    """The vault of one run; ``loader`` is Ansible's, which holds the passwords."""

    def __init__(self, loader):
        self._loader = loader

    @functools.cached_property
    def _library(self):
        return VaultLib(_secrets(self._loader))

    @property
    def has_password(self):
        """Whether the run was given a vault password."""
        return bool(self._library.secrets)

    def check(self, option):
        """Refuse an ``option`` that wants something encrypted when there is no password for it.

        :raises InvalidInput: naming the option.
        """
        if not self._library.secrets:
            raise InvalidInput(f"{option}: there is no vault password in this run; {_GIVE}")

    def encrypt(self, content):
        """Bytes as ``ansible-vault encrypt`` writes them, with the identity that Ansible is configured to use."""
        return self.seal(content, self.own_seal())

    def own_seal(self):
        """The :class:`Seal` of the identity that Ansible is configured to encrypt with.

        :raises InvalidInput: when the run has none.
        """
        try:
            return Seal(*match_encrypt_secret(self._library.secrets, constants.DEFAULT_VAULT_ENCRYPT_IDENTITY))
        except AnsibleError as exc:
            raise InvalidInput(f"vault: encrypting failed: {exc}") from None

    def seal(self, content, seal):
        """Bytes, encrypted with a :class:`Seal`."""
        try:
            return self._library.encrypt(content, seal.secret, seal.label)
        except AnsibleError as exc:
            raise InvalidInput(f"vault: encrypting failed: {exc}") from None

    def open(self, content, path):
        """What was encrypted, and its :class:`Seal`.

        :raises InvalidInput: as :meth:`decrypt`.
        """
        plain = self.decrypt(content, path)
        secret = self._library.decrypt_and_get_vault_id(content)[2]
        parts = content.partition(b"\n")[0].decode().strip().split(";")
        # a header of version 1.1 has no label
        return plain, Seal(parts[3] if len(parts) > 3 else None, secret)

    def decrypt(self, content, path):
        """What was encrypted.

        :raises InvalidInput: naming the file, when no password of this run fits.
        """
        if not self._library.secrets:
            raise InvalidInput(f"'{path}' is encrypted; {_GIVE}")
        try:
            return self._library.decrypt(content)
        except AnsibleError:
            raise InvalidInput(f"'{path}' is encrypted with a vault password that this run doesn't have") from None
