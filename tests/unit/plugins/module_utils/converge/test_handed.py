# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and requests that would let somebody in who was revoked, in the shapes that devices may give them."""

from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.handed import refuse_data, refuse_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import Entry, entries_text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import FakeDevice

ROBIN = Entry("1007", "Robin Sample", ("00B4161D",), "2026-01-02T03:04:05Z")
CARD = Entry(cards=("B40009",))
WHO = "1007 Robin Sample was revoked on 2026-01-02"


@pytest.fixture
def device(tmp_path):
    file = tmp_path / "revoked.csv"
    file.write_text(entries_text([ROBIN, CARD]), encoding="utf-8")
    made = FakeDevice()
    made.revoked_file = str(file)
    return made


def archive(**members):
    stream = io.BytesIO()
    # without the time, which would be in the names of the tests
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as made:
        for name, content in members.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def users(*records):
    return f"<UserData>{''.join(f'<Item {record}/>' for record in records)}</UserData>".encode()


KIM = 'ID="1" UserID="1008" Name="Kim Example" CardCode=""'
ROBINS = 'ID="2" UserID="1007" Name="Robin Sample" CardCode="B4161D"'
HOLDER = 'ID="3" UserID="1010" Name="Ada" CardCode="77;00b4161d"'
FACE = b"\xff\xd8\xff\xe0" + bytes(range(256))
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><UserData><Item UserID="&a;"/></UserData>'


@pytest.mark.parametrize(
    ("store", "content", "says"),
    [
        ("user", archive(UserData_xml=users(KIM)), ""),
        ("user", archive(UserData_xml=users()), ""),
        ("user", archive(UserData_xml=users(KIM), face_jpg=FACE), ""),
        ("user", archive(UserData_xml=users(KIM, ROBINS)), WHO),
        ("user", archive(UserData_xml=users(KIM, HOLDER)), "1010 Ada has the card 00b4161d of 1007 Robin Sample"),
        ("user", archive(a_xml=users(KIM), b_xml=users(ROBINS)), WHO),
        # other spellings, elements in the place of attributes, another encoding, one level deeper
        ("user", archive(a_xml=b"<L><U><User-Id>1007</User-Id><Name>Robin Sample</Name></U></L>"), WHO),
        ("user", archive(a_xml=b"<L><Users><U user_id='1007' name='Robin Sample'/></Users></L>"), WHO),
        ("user", archive(a_xml='<L><U UserID="1007"/></L>'.encode("utf-16")), WHO),
        # nobody can say
        ("user", archive(UserData_xml=ENTITY), "its XML isn't well-formed"),
        ("user", archive(UserData_xml=users(KIM)[:-9]), "its XML isn't well-formed"),
        ("user", archive(UserData_xml=b'<UserData><Item Number="1007"/></UserData>'), "none of the fields"),
        ("user", archive(UserData_xml=users(KIM, 'Number="1007"')), "some of its records have none of the fields"),
        ("user", archive(UserData_xml=users(KIM, 'Name="Robin Sample"')), "some of its records have no userid"),
        ("user", archive(UserData_xml=b"<UserData>U2FsdGVkX18</UserData>"), "none of the fields"),
        ("user", archive(UserData_bin=FACE), "it has no XML in it"),
        ("user", archive(UserData_xml=users(KIM), more_csv=b"UserID,Name\n1007,Robin\n"), "neither XML nor a picture"),
        ("user", archive(UserData_xml=users(KIM))[:60], "the archive is damaged"),
        ("rfkey", b'<ICKey><Item Code="00B40008" Name="1008 Kim"/></ICKey>', ""),
        ("rfkey", b'<ICKey><Item Code="B4161D" Name="Spare"/></ICKey>', WHO),
        ("rfkey", b'<ICKey><Item Code="00b40009" Name="Spare"/></ICKey>', "the holder of card B40009 was revoked"),
        ("rfkey", b'<ICKey><Item Code="77" Name="1007 Sam New"/></ICKey>', "user_id 1007 is Sam New now"),
        ("rfkey", b'<ICKey><Item Key="77" Name="Spare"/></ICKey>', "some of its records have no code"),
        ("privatekey", b'<PrivateKey><Item Code="48271530" Name="Cleaning"/></PrivateKey>', ""),
        ("privatekey", b'<PrivateKey><Item Code="48271530" Name="robin  sample"/></PrivateKey>', WHO),
        ("privatekey", b'<PrivateKey><Item Code="48271530"/></PrivateKey>', "none of the fields"),
    ],
)
def test_a_file_of_people(device, tmp_path, store, content, says):
    path = tmp_path / "file"
    path.write_bytes(content)
    if not says:
        refuse_file(device, store, str(path))
        return
    with pytest.raises(InvalidInput) as refused:
        refuse_file(device, store, str(path))
    assert says in refused.value.message
    assert f"src: '{path}' " in refused.value.message
    assert 'Nothing was sent. To do it all the same, give the task revoked_file: ""' in refused.value.message
    assert "48271530" not in refused.value.message
    # nobody is in the file, or there is none: what can't be read is nobody's who has to stay out
    for revoked in (tmp_path / "empty.csv", None):
        device.revoked_file = revoked and str(revoked)
        refuse_file(device, store, str(path))


def test_files_of_other_things_are_nobodys(device, tmp_path):
    path = tmp_path / "Contact.xml"
    path.write_bytes(b'<Contact><Item Name="Robin Sample" Phone="1007"/></Contact>')
    for target in ("contact", "dialreplace", "config"):
        refuse_file(device, target, str(path))


@pytest.mark.parametrize(
    ("target", "data", "says"),
    [
        ("user", {"item": [{"UserID": "1008"}, {"UserID": "1007", "PrivatePIN": "48271530"}]}, WHO),
        ("user", {"UserID": 1007}, WHO),
        ("user", {"item": [{"ID": "4", "CardCode": "77,B4161D"}]}, "1007 Robin Sample was revoked on 2026-01-02"),
        ("user", {"item": {"UserID": "1011", "Name": "Ada", "CardCode": ["00B40009"]}}, "holder of card B40009 was"),
        ("rfkey", {"item": [{"Code": "00B4161D"}]}, WHO),
        ("rfkey", {"item": [{"Name": "Spare", "Code": 12345678}]}, ""),
        ("privatekey", {"item": [{"Name": "1007 Robin Sample", "Code": "48271530"}]}, WHO),
        ("privatekey", {"item": [{"Name": "Cleaning", "Code": "48271530"}]}, ""),
        ("user", {"item": [{"UserID": "1008", "Name": "Kim"}]}, ""),
        ("contact", {"item": [{"Name": "Robin Sample", "UserID": "1007"}]}, ""),
        ("user", None, ""),
    ],
)
def test_the_data_of_a_request(device, target, data, says):
    if not says:
        refuse_data(device, target, data, "data")
        return
    with pytest.raises(InvalidInput) as refused:
        refuse_data(device, target, data, "data")
    assert refused.value.message.startswith("data: ")
    assert says in refused.value.message
    assert "48271530" not in refused.value.message
