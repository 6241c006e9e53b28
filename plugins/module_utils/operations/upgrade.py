# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a device to a firmware version: check, prepare, upload, upgrade, and see what it came back with."""

from __future__ import annotations

import hashlib
import os

from ..errors import InvalidInput, LostAnswer, NotKept, Refused, Unsupported
from ..fields.keypatterns import without_key
from ..fields.versions import same_version, version_key
from ..files.streams import open_upload
from .lifecycle import order_restart, skipped_in_call, uptime
from .upgrade_proof import Expected, in_short, new_keys, read_state, wait_as_before

MD5_FORM = r"[0-9A-Fa-f]{32}"

_CHUNK_BYTES = 1024 * 1024


def check_upgrade(params, model, version):
    """Refuse what must not be installed on a device of this model and version.

    :raises InvalidInput: naming the option and what the device has.
    """
    wanted, models = params["version"], params.get("models")
    if models is not None and not any(fits_model(model, allowed) for allowed in models):
        raise InvalidInput(
            f"models: this device is a {model or 'device that does not say its model'}, and the file is for "
            f"{', '.join(models) or 'none'}"
        )
    held = version_key(version)
    if held is None:
        if not params.get("allow_downgrade"):
            raise InvalidInput(
                f"version: the device has '{version}', which can't be compared with {wanted}; set allow_downgrade: "
                "true if it is to be installed all the same"
            )
        return
    if held[0] != version_key(wanted)[0]:
        raise InvalidInput(
            f"version: {wanted} is for another family of models than this {model} with {version}: their first numbers "
            "differ"
        )
    if version_key(wanted) < held and not params.get("allow_downgrade"):
        raise InvalidInput(
            f"version: the device has {version}, which is newer than {wanted}; set allow_downgrade: true to install "
            "the older one"
        )


def fits_model(model, allowed):
    """Whether a model's name begins with an allowed one."""
    allowed = str(allowed).strip().upper()
    return bool(allowed) and str(model).strip().upper().startswith(allowed)


def check_file(path, md5=None, option="src"):
    """MD5 and size of the firmware file; ``option`` names it in messages.

    :raises InvalidInput: when it can't be read, is empty, or is not the one that ``md5`` stands for.
    """
    digest, size = hashlib.md5(usedforsecurity=False), 0
    with open_upload(path, option=option):
        pass
    try:
        with open(path, "rb") as stream:
            for chunk in iter(lambda: stream.read(_CHUNK_BYTES), b""):
                digest.update(chunk)
                size += len(chunk)
    except OSError as exc:
        raise InvalidInput(f"{option}: the file '{path}' cannot be read: {exc.strerror}") from None
    found = digest.hexdigest()
    if md5 and md5.lower() != found:
        raise InvalidInput(
            f"md5: the file '{path}' has MD5 {found}, not {md5.lower()}, so nothing was sent. Is it complete, and the "
            "right one?"
        )
    return found, size


def converge_firmware(task):
    """Bring the device to the version of the task, and return the task's result.

    :raises NotKept: it restarted and has another version.
    """
    params, device = task.params, task.device
    model, version = read_version(device)
    facts = {"model": model, "version_before": version, "version": version}
    if same_version(version, params["version"]):
        return {"changed": False, "firmware": facts}
    check_upgrade(params, model, version)
    md5, size = check_file(params["src"], params["md5"])
    before = uptime(device)
    skipped = skipped_in_call(device) if params["skip_if_in_call"] else None
    if skipped:
        return {**skipped, "firmware": facts}
    state_before = read_state(device, params["verify"])
    facts = {**facts, "version": params["version"], "md5": md5, "size": size, "seconds": None}
    result = {
        "changed": True,
        "firmware": facts,
        "diff": {"before": {"version": version}, "after": {"version": params["version"]}},
    }
    if params["verify"]:
        missing = [name for name in params["verify"] if name not in state_before]
        result["verified"] = {"parts": list(state_before), "missing": missing, "new_keys": None, "differences": []}
    if not task.check_mode:
        facts["seconds"] = _upgrade(task, before, md5, {**facts, "version": None})
        _verify(task, state_before, result)
    return result


def read_version(device):
    """Model and firmware version of the device."""
    try:
        data = device.read("firmware", "status")
    except Unsupported:
        # not the one that the device keeps for the task: that is from before the restart
        status = device.read("system", "info").get("Status")
        data = status if isinstance(status, dict) else {}
    return str(data.get("Model", "")), str(data.get("FirmwareVersion", ""))


def _upgrade(task, before, md5, facts):
    """Send the file, have it installed, and judge by the version after the restart. Returns how long that took."""
    params, device = task.params, task.device
    device.session.expect("firmware", params["wait_timeout"])
    # the address may be another unit's by now; one with another MAC or model ends the task here
    read_version(device)
    _send(task)
    lost = []

    def request():
        try:
            device.act("firmware", "upgrade", {"md5": md5})
        except LostAnswer as exc:
            lost.append(exc.message)
            raise
        except Refused as exc:
            raise _refused(exc, md5) from None

    restart = order_restart(device, before, request, params["wait_timeout"], progress=task.progress, firmware=facts)
    version = read_version(device)[1]
    if same_version(version, params["version"]):
        return restart.facts()["seconds"]
    answered = "its answer to the upgrade was lost" if lost else "it answered OK to the upgrade"
    old = "still has" if same_version(version, facts["version_before"]) else "has"
    raise NotKept(
        f"{device.address}: {answered}, and after the restart it {old} {version}, not {params['version']}. Does the "
        "file hold that version, and is it for this model?",
        changed=not same_version(version, facts["version_before"]),
        firmware={**facts, "version": version},
    )


def _verify(task, state_before, result):
    """Compare with what was read before, and note it in the task's result.

    :raises NotKept: something is not as it was.
    """
    if not state_before:
        return
    params, facts = task.params, result["firmware"]
    config = state_before.get("config") or {}
    for index, reason in without_key(params["verify_ignore"] if config else (), config, task.device.address):
        task.warn(f"verify_ignore[{index}]: {reason}")
    expected = Expected(facts["version_before"], facts["version"], tuple(params["verify_ignore"]))
    task.progress(f"{task.device.address} is back with {facts['version']}, comparing it with what it was")
    after, differing = wait_as_before(task.device, state_before, expected, params["verify_timeout"])
    result["verified"].update(new_keys=new_keys(state_before, after), differences=differing)
    if differing:
        raise NotKept(
            f"{task.device.address}: the upgrade to {facts['version']} went well, and {params['verify_timeout']} s "
            f"later the device is not what it was: {in_short(differing)}",
            **result,
        )


def _send(task):
    """Prepare the device and upload the file: nothing is installed by that.

    :raises LostAnswer: the connection broke off.
    """
    params, device = task.params, task.device
    device.act("firmware", "prepare", lasting=False)
    tell = upload_progress(task.progress, os.path.basename(params["src"]))
    try:
        query = silent_query(params["silent"])
        device.upload("firmware", "upload", params["src"], query=query, progress=tell, lasting=False)
    except LostAnswer as exc:
        raise LostAnswer(
            f"{exc.message}. The upgrade was not asked for, so the device keeps its firmware; run again", **exc.detail
        ) from None


def _refused(exc, md5):
    """The refusal of the upgrade; "Wrong MD5" with what the device has worked out (C20)."""
    if "md5_calc" not in exc.data:
        return Refused(f"{exc.message}. The file was sent and not installed: is it for this model?", exc.items)
    return Refused(
        f"{exc.message}: it received a file with MD5 {exc.data['md5_calc']}, and {md5} was sent. Nothing was "
        "installed; run again",
        exc.items,
    )


def upload_progress(tell, name, step=10):
    """A function (sent, total) for an upload that tells of each ``step`` per cent once."""
    last_step = -1

    def sent_so_far(sent, total):
        nonlocal last_step
        percent = 100 * sent // total
        if percent // step > last_step:
            last_step = percent // step
            tell(f"{name}: {percent} % of {total / 1e6:.1f} MB sent")

    return sent_so_far


def silent_query(silent):
    """Whether the screen shows the upgrade, as the upload's address says it (C21)."""
    return {"silent": "1" if silent else "0"}
