# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files to and from a device as streams: no file is ever held in memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import uuid

from ..errors import AkuvoxError, InvalidInput
from .leftovers import begin_file

CHUNK_BYTES = 64 * 1024
HEAD_BYTES = 64 * 1024


class MultipartUpload:
    """One file as a multipart form, read from disk while it is sent ("standard FORM upload mode", C18).

    Has the length and the file-like methods by which requests streams a body and rewinds it after a challenge.
    """

    def __init__(self, stream, size, filename, field="file", progress=None):
        boundary = uuid.uuid4().hex
        field, name = (re.sub(r'["\x00-\x1f\x7f]', "_", text) for text in (field, filename))
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        self.content_type = f"multipart/form-data; boundary={boundary}"
        # a name that isn't UTF-8 is sent as the bytes that it has on the disk
        self._head = head.encode(errors="surrogateescape")
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
    with open_source(path, option) as stream:
        size = os.fstat(stream.fileno()).st_size
        yield MultipartUpload(stream, size, os.path.basename(path), field=field, progress=progress)


@contextlib.contextmanager
def open_source(path, option="src"):
    """The file at ``path``, open for reading.

    :raises InvalidInput: naming the option, when it is no regular, readable, non-empty file.
    """
    with contextlib.ExitStack() as opened:
        # what goes wrong later, while it is open, is not said to be an error of reading it
        try:
            if os.path.exists(path) and not os.path.isfile(path):
                raise InvalidInput(f"{option}: '{path}' is not a file")
            stream = opened.enter_context(open(path, "rb"))
            size = os.fstat(stream.fileno()).st_size
        except OSError as exc:
            raise InvalidInput(f"{option}: the file '{path}' cannot be read: {exc.strerror}") from None
        if not size:
            raise InvalidInput(f"{option}: the file '{path}' is empty")
        yield stream


class Scratch:
    """A sink that takes a file into a temporary one, which nobody else can open and which is gone afterwards.

    Use as a context manager. ``head`` is the beginning of what arrived, to tell a file from a refusal (C71).
    """

    def __init__(self):
        self._file = None
        self.start()

    def __enter__(self):
        try:
            self._file = tempfile.TemporaryFile()
        except OSError as exc:
            raise AkuvoxError(f"no temporary file can be written: {exc.strerror}") from None
        return self

    def __exit__(self, *exc_info):
        # on a full disk, closing fails as writing did
        with contextlib.suppress(OSError):
            self._file.close()

    def start(self):
        """Forget what an earlier, broken attempt wrote."""
        self.head = b""
        self.size = 0
        self._digest = hashlib.sha256()
        if self._file is not None:
            # what is still in memory is written first, for which a full disk has no room
            with self._writing():
                self._file.seek(0)
                self._file.truncate()

    def write(self, chunk):
        with self._writing():
            self._file.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)
        if len(self.head) < HEAD_BYTES:
            self.head += chunk[: HEAD_BYTES - len(self.head)]

    def stream(self):
        """What arrived, as a file at its beginning."""
        with self._writing():
            self._file.flush()
        self._file.seek(0)
        return self._file

    def take(self, other):
        """Hold what another sink holds, in place of what is here."""
        self.start()
        stream = other.stream()
        for chunk in iter(lambda: stream.read(CHUNK_BYTES), b""):
            self.write(chunk)

    @property
    def checksum(self):
        """SHA-256 of what arrived, as hex."""
        return self._digest.hexdigest()

    @contextlib.contextmanager
    def _writing(self):
        try:
            yield
        except OSError as exc:
            raise AkuvoxError(f"writing {self._where()} failed: {exc.strerror}") from None

    def _where(self):
        return "a temporary file"


class Download(Scratch):
    """A :class:`Scratch` beside its destination, that :meth:`keep` puts in place in one step."""

    def __init__(self, dest, option="dest"):
        super().__init__()
        self.dest = dest
        self._option = option

    def __enter__(self):
        folder = check_destination(self.dest, self._option)
        try:
            handle, self.temporary = begin_file(folder, os.path.basename(self.dest))
        except OSError as exc:
            raise InvalidInput(f"{self._option}: no file can be written in '{folder}': {exc.strerror}") from None
        self._file = os.fdopen(handle, "w+b")
        return self

    def __exit__(self, *exc_info):
        # first, so that nobody sees it in between and thinks it was left behind
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.temporary)
        super().__exit__()

    def keep(self, dest=None):
        """Put the file in place, or at another one: mode 0600, or what the file there has less than that."""
        dest = dest or self.dest
        with self._writing():
            self._file.flush()
            os.fsync(self._file.fileno())
            with contextlib.suppress(FileNotFoundError):
                os.chmod(self.temporary, os.stat(dest).st_mode & 0o600)
            os.replace(self.temporary, dest)

    def _where(self):
        return f"'{self.dest}' ({self._option})"


def check_destination(dest, option="dest"):
    """The folder of a file that is to be written.

    :raises InvalidInput: naming the option, when no file can be written there.
    """
    folder = os.path.dirname(os.path.abspath(dest))
    if os.path.isdir(dest):
        raise InvalidInput(f"{option}: '{dest}' is a directory; name the file")
    if os.path.exists(dest) and not os.path.isfile(dest):
        raise InvalidInput(f"{option}: '{dest}' is not a regular file")
    if not os.path.isdir(folder):
        raise InvalidInput(f"{option}: there is no directory '{folder}'; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput(f"{option}: no file can be written in '{folder}': Permission denied")
    return folder


def begins_with(stream, start):
    """Whether an open file begins with all of another one."""
    stream.seek(0)
    start.seek(0)
    chunks = iter(lambda: start.read(CHUNK_BYTES), b"")
    return all(stream.read(len(chunk)) == chunk for chunk in chunks)


def file_checksum(path):
    """SHA-256 of a file as hex, None where there is none."""
    if not os.path.isfile(path):
        return None
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for chunk in iter(lambda: stream.read(1024 * 1024), b""):
            digest.update(chunk)
    return digest.hexdigest()
