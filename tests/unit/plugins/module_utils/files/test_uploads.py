# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads: what goes over the wire, and that it can start again anywhere."""

from __future__ import annotations

import io

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.filepost import encode_multipart_formdata

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.streams import MultipartUpload


def upload(content=b"firmware", size=None, **options):
    return MultipartUpload(io.BytesIO(content), len(content) if size is None else size, "door.rom", **options)


def drained(stream, step=7):
    return b"".join(iter(lambda: stream.read(step), b""))


@pytest.mark.parametrize("content", [b"", b"x", b"--\r\nboundary\r\n" * 9, bytes(range(256)) * 300])
@pytest.mark.parametrize("step", [1, 100, 65536])
def test_an_upload_is_the_multipart_form_that_any_client_sends(content, step):
    body = upload(content, field="file")
    boundary = body.content_type.split("boundary=")[1]
    reference, content_type = encode_multipart_formdata(
        {"file": ("door.rom", content, "application/octet-stream")}, boundary=boundary
    )
    assert drained(body, step) == reference
    assert len(body) == len(reference)
    assert body.content_type == content_type


def test_requests_streams_it_with_its_length():
    body = upload(b"x" * 1000)
    prepared = requests.Request("POST", "http://192.0.2.1/api", data=body).prepare()
    assert prepared.headers["Content-Length"] == str(len(body))
    assert "Transfer-Encoding" not in prepared.headers
    assert prepared.body is body


@given(content=st.binary(max_size=40), data=st.data())
def test_it_can_go_back_to_any_place(content, data):
    body = upload(content)
    whole = drained(body)
    position = data.draw(st.integers(0, len(whole)))
    assert body.seek(position) == position == body.tell()
    assert drained(body, data.draw(st.integers(1, 50))) == whole[position:]


def test_the_end_tells_the_length():
    body = upload()
    assert body.seek(0, io.SEEK_END) == len(body)
    assert body.read() == b""


def test_the_file_is_read_in_pieces():
    pieces = list(upload(b"x" * 200_000))
    assert max(map(len, pieces)) == 64 * 1024


def test_a_file_that_grows_meanwhile_is_sent_as_long_as_was_said():
    body = upload(b"0123456789", size=4)
    sent = drained(body)
    assert len(sent) == len(body)
    assert b"0123\r\n--" in sent


def test_a_file_that_shrinks_meanwhile_is_an_error():
    with pytest.raises(AkuvoxError, match="the file became shorter while it was sent"):
        drained(upload(b"0123", size=10))


def test_a_file_name_can_not_break_out_of_its_header():
    body = MultipartUpload(io.BytesIO(b""), 0, 'a"; name="b\r\nX: y')
    head = drained(body).partition(b"\r\n\r\n")[0]
    assert head.count(b"\r\n") == 2
    assert b'filename="a_; name=_b__X: y"' in head


def test_progress_is_told_to_the_end():
    seen = []
    body = upload(b"x" * 100, progress=lambda done, total: seen.append((done, total)))
    drained(body, 64)
    assert seen[-1] == (len(body), len(body))
    assert seen == sorted(seen)
