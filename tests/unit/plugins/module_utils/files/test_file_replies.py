# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in place of a file: a refusal, or the place where the file is, which is on the same device."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.device import Device
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.envelope import own_path, reply_in
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import BadReply


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"retcode": -1, "action": "export", "message": "Export Failed."}', -1),
        (b'\r\n{"retcode": 0}\x00junk', 0),
        (b'{"level": 6, "message": "a line of a log"}', None),
        (b'{"retcode": ', None),
        (b"{ no JSON", None),
        (b"<Item/>", None),
        (b"", None),
        (b'["retcode"]', None),
    ],
)
def test_replies_are_told_from_files(head, expected):
    reply = reply_in(head)
    assert (reply and reply["retcode"]) == expected


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/download/UserData.tgz", "/download/UserData.tgz"),
        ("/download/\n   UserData.tgz\n", "/download/UserData.tgz"),
        ("/download/UserData.tgz?x=1#part", "/download/UserData.tgz?x=1"),
        ("https://door.example.net/download/UserData.tgz", "/download/UserData.tgz"),
        ("https://door.example.net:443/download/UserData.tgz", "/download/UserData.tgz"),
        ("https://DOOR.example.net/download/UserData.tgz", "/download/UserData.tgz"),
    ],
)
def test_paths_on_the_same_device(address, path):
    assert own_path(address, "https://door.example.net:443", "user/export") == path


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example.net/download/UserData.tgz",
        "http://door.example.net/download/UserData.tgz",
        "https://door.example.net:8443/download/UserData.tgz",
        "//other.example.net/download/UserData.tgz",
        "https://door.example.net@other.example.net/x",
        "https://[broken/x",
        "https://door.example.net:99999/x",
        "ftp://door.example.net/x",
        "/\\other.example.net/x",
        "file:///etc/passwd",
        "download/UserData.tgz",
        "@other.example.net/x",
        "",
        None,
        7,
        ["/x"],
    ],
)
def test_everything_else_is_not_followed(address):
    with pytest.raises(BadReply, match=r"^user/export: the device "):
        own_path(address, "https://door.example.net:443", "user/export")


def test_the_name_of_the_files_part_is_the_profiles(tmp_path):
    """C18: the manual has lost it, so that a device may want another."""
    (tmp_path / "keys.xml").write_text("<ICKey/>")
    options = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    sent = []
    for field in ("file", 'my"file'):
        profile = {"base": "manual", "upload_field": field}
        device = Device({**options, "host": "192.0.2.1", "auth": "none", "profile": profile})
        device._transport = SimpleNamespace(
            answered=False,
            has_answered=lambda: None,
            refresh_challenge=lambda: None,
            send=lambda request: sent.append(request.body.read(200)) or SimpleNamespace(body=b'{"retcode": 0}'),
        )
        device.upload("rfkey", "import", str(tmp_path / "keys.xml"))
    assert [part.split(b"; ")[1] for part in sent] == [b'name="file"', b'name="my_file"']
