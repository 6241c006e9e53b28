# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files to and from a device as streams: no file is ever held in memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import uuid

from .errors import AkuvoxError, InvalidInput

CHUNK_BYTES = 64 * 1024


class MultipartUpload:
    """One file as a multipart form, read from disk while it is sent ("standard FORM upload mode", C18).

    Has the length and the file-like methods by which requests streams a body and rewinds it after a challenge.
    """

    def __init__(self, stream, size, filename, field="file", progress=None):
        boundary = uuid.uuid4().hex
        name = filename.replace('"', "_").replace("\r", "_").replace("\n", "_")
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._head = head.encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._stream = stream
        self._size = size
        self._position = 0
        self._progress = progress

    def __len__(self):
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self):
        """Marks the body as a stream for requests, which then calls :meth:`read`."""
        return iter(lambda: self.read(CHUNK_BYTES), b"")

    def tell(self):
        return self._position

    def seek(self, position, whence=os.SEEK_SET):
        """Only what requests does: measure the length, and go back to where the body began."""
        self._position = len(self) + position if whence == os.SEEK_END else position
        self._stream.seek(max(0, min(self._position - len(self._head), self._size)))
        return self._position

    def read(self, size=-1):
        if size is None or size < 0:
            size = len(self) - self._position
        chunk = self._part(size)
        self._position += len(chunk)
        if self._progress:
            self._progress(self._position, len(self))
        return chunk

    def _part(self, size):
        if self._position < len(self._head):
            return self._head[self._position : self._position + size]
        in_file = self._position - len(self._head)
        if in_file < self._size:
            chunk = self._stream.read(min(size, self._size - in_file))
            if not chunk:
                raise AkuvoxError("the file became shorter while it was sent; nothing is known of what arrived")
            return chunk
        in_tail = in_file - self._size
        return self._tail[in_tail : in_tail + size]


@contextlib.contextmanager
def open_upload(path, option="src", field="file", progress=None):
    """A :class:`MultipartUpload` of the file at ``path``.

    :raises InvalidInput: naming the option, when there is no readable, non-empty file.
    """
    try:
        with open(path, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if not size:
                raise InvalidInput(f"{option}: the file '{path}' is empty")
            yield MultipartUpload(stream, size, os.path.basename(path), field=field, progress=progress)
    except OSError as exc:
        raise InvalidInput(f"{option}: the file '{path}' cannot be read: {exc.strerror}") from None


class Download:
    """A sink that takes a file beside its destination and puts it in place when it is complete (mode 0600).

    Use as a context manager: leaving it without :meth:`keep` removes the temporary file.
    """

    def __init__(self, dest, option="dest", mode=0o600):
        self.dest = dest
        self._option = option
        self._mode = mode
        self._file = None
        self._digest = hashlib.sha256()
        self.size = 0

    def __enter__(self):
        folder = os.path.dirname(os.path.abspath(self.dest))
        if os.path.isdir(self.dest):
            raise InvalidInput(f"{self._option}: '{self.dest}' is a directory; name the file")
        try:
            # mkstemp creates it with mode 0600
            handle, self.temporary = tempfile.mkstemp(prefix=".akuvox-", dir=folder)
        except OSError as exc:
            raise InvalidInput(f"{self._option}: no file can be written in '{folder}': {exc.strerror}") from None
        self._file = os.fdopen(handle, "w+b")
        return self

    def __exit__(self, *exc_info):
        self._file.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.temporary)

    def start(self):
        """Forget what an earlier, broken attempt wrote."""
        self._file.seek(0)
        self._file.truncate()
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, chunk):
        try:
            self._file.write(chunk)
        except OSError as exc:
            raise AkuvoxError(f"{self._option}: writing '{self.dest}' failed: {exc.strerror}") from None
        self._digest.update(chunk)
        self.size += len(chunk)

    def head(self, size=65536):
        """The first bytes of what arrived, to tell a file from a refusal (C71)."""
        self._file.flush()
        self._file.seek(0)
        return self._file.read(size)

    @property
    def checksum(self):
        """SHA-256 of what arrived, as hex."""
        return self._digest.hexdigest()

    def keep(self):
        """Put the file in place in one step."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            os.chmod(self.temporary, self._mode)
            os.replace(self.temporary, self.dest)
        except OSError as exc:
            raise AkuvoxError(f"{self._option}: writing '{self.dest}' failed: {exc.strerror}") from None


def file_checksum(path):
    """SHA-256 of a file as hex, None where there is none."""
    if not os.path.isfile(path):
        return None
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for chunk in iter(lambda: stream.read(1024 * 1024), b""):
            digest.update(chunk)
    return digest.hexdigest()
