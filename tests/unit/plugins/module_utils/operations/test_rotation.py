# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rotation of a login against a device in memory that loses answers, restarts, and reads passwords its own way."""

from __future__ import annotations

import base64
import contextlib
import itertools
from dataclasses import replace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profileoption import profile_from_option
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    AuthFailed,
    InvalidInput,
    LostAnswer,
    NotKept,
    Refused,
    Unreachable,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.rotation import Rotation
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.api_account import Login
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock

API = "Config.DoorSetting.APIFCGI."
OLD = Login("the old login", "old", "digest", "api", "old/pass+word")
NEW = Login("the new login", "new", "digest", "operator", "new/pass+word")
DIGEST, BASIC, NONE, WHITELIST, BOTH = "4", "1", "0", "2", "5"
SCHEMES = {"4": ("digest",), "1": ("basic",), "5": ("digest", "basic"), "0": (), "2": ()}


class Killed(BaseException):
    """The process is gone."""


class Door:
    """What the API's account looks like from outside. ``read_password`` is what the device makes of a written one.

    ``faults``: number of a request, from 0 -> callable that gets ``apply``. ``refusals`` counts failed logins.
    """

    address = "http://192.0.2.7:80"

    def __init__(self, username="api", password="old/pass+word", mode=DIGEST, **profile):
        self.config = {API + "UserName": username, API + "Password": password, API + "AuthMode": mode}
        self.profile = profile_from_option({"base": "manual", **profile})
        self.read_password = str
        self.shown = dict
        self.faults = {}
        self.writes = []
        self.open = 0
        self.requests = self.refusals = 0
        self.stale = 0

    @property
    def account(self):
        return tuple(self.config[API + name] for name in ("UserName", "Password", "AuthMode"))

    def with_login(self, auth, username, password):
        self.open += 1
        return Session(self, auth, username, password)

    def ask(self, auth, username, password, apply):
        number, self.requests = self.requests, self.requests + 1

        def checked():
            offered = SCHEMES[self.config[API + "AuthMode"]]
            right = (username, password) == self.account[:2] and auth in offered
            if offered and self.stale:
                self.stale -= 1
                raise AuthFailed("HTTP 401", offered, stale=True, status=401)
            if offered and not right:
                self.refusals += 1
                raise AuthFailed(f"the device refused the login of user '{username}'", offered, status=401)
            return apply()

        return self.faults.get(number, lambda apply: apply())(checked)

    def write(self, data):
        self.writes.append(data)
        if self.profile.config_by_get and len(data) > 1:
            raise Refused("config/set: refused by the device (retcode -1)")
        data = dict(data)
        if API + "Password" in data:
            data[API + "Password"] = self.read_password(data[API + "Password"])
        self.config.update(data)


class Session:
    def __init__(self, door, *login):
        self.door, self.login = door, login
        self.address, self.profile, self.with_login = door.address, door.profile, door.with_login

    def read(self, target):
        return self.door.ask(*self.login, lambda: self.door.shown(self.door.config))

    def set_keys(self, target, values):
        return self.door.ask(*self.login, lambda: self.door.write(values))

    def encodes(self, key):
        return self.profile.encodes(key)

    def close(self):
        self.door.open -= 1


def rotate(door, old=OLD, new=NEW, mode=None, check_mode=False, **more):
    clock = Clock()
    rotation = Rotation(door, old, new, mode, wait_timeout=30, sleep=clock.sleep, clock=clock, **more)
    rotation.slept = clock.slept
    return rotation.run(check_mode)


def holds(door):
    """Which of both logins the door takes."""
    return {OLD.password: "old", NEW.password: "new"}[door.account[1]]


def cut_before(apply):
    raise LostAnswer("the connection broke off")


def cut_after(apply):
    apply()
    raise LostAnswer("the connection broke off")


def killed_before(apply):
    raise Killed


def killed_after(apply):
    apply()
    raise Killed


def offline(apply):
    raise Unreachable("connection refused")


def refused(apply):
    raise Refused("config/set: refused by the device (retcode -1, Failed)")


def test_a_rotation_is_four_requests_and_the_next_one_is_one():
    door = Door()
    result = rotate(door)
    assert (result["changed"], result["updated"], result["login"]) == (True, ["username", "password"], "new")
    assert door.account == ("operator", NEW.password, DIGEST)
    # the new login, the old one, the write, the new one
    assert (door.requests, len(door.writes), door.refusals) == (4, 1, 1)
    again = rotate(door)
    assert (again["changed"], again["updated"], again["login"], door.requests) == (False, [], "new", 5)
    assert door.open == 0


def test_check_mode_predicts_and_writes_nothing():
    door = Door()
    predicted = rotate(door, mode="basic_digest", check_mode=True)
    assert (door.writes, holds(door), predicted["login"]) == ([], "old", "old")
    done = rotate(door, mode="basic_digest")
    assert {**predicted, "login": "new"} == done
    assert done["diff"] == {
        "before": {"username": "api", "password": "********", "auth_mode": "digest"},
        "after": {"username": "operator", "password": "******** (changed)", "auth_mode": "basic_digest"},
    }


def test_wrong_logins_write_nothing():
    door = Door(password="a-third/password")
    with pytest.raises(AuthFailed) as caught:
        rotate(door)
    assert "refused the login of user 'api'" in caught.value.message
    assert "Nothing was written" in caught.value.message
    assert (caught.value.detail["login"], door.writes, door.open) == ("none", [], 0)


def test_a_scheme_that_is_not_offered_is_not_tried_with_every_login():
    door = Door(mode=BASIC, password="a-third/password")
    with pytest.raises(AuthFailed):
        rotate(door)
    assert door.refusals == 2


PLACES = [*itertools.product(range(8), (cut_before, cut_after, offline)), *((place, refused) for place in range(8))]


@pytest.mark.parametrize("by_get", [False, True])
@pytest.mark.parametrize(("place", "fault"), PLACES)
def test_whatever_goes_wrong_at_one_place_the_door_has_one_of_both_logins_at_the_end(place, fault, by_get):
    door = Door(config_by_get=by_get)
    door.faults[place] = fault
    try:
        login = rotate(door, mode="basic_digest")["login"]
    except AkuvoxError as exc:
        login = exc.detail.get("login")
    if login is not None:
        assert login == {("api", OLD.password): "old", ("operator", NEW.password): "new"}.get(door.account[:2], "mixed")
    door.faults.clear()
    assert rotate(door, mode="basic_digest")["login"] == "new"
    assert door.account == ("operator", NEW.password, BOTH)
    assert door.open == 0


@pytest.mark.parametrize("by_get", [False, True])
@pytest.mark.parametrize(("first", "second"), list(itertools.product(PLACES[:24:2], PLACES[:24:3])))
def test_two_places_that_go_wrong_do_no_more_harm(first, second, by_get):
    door = Door(config_by_get=by_get)
    door.faults = {first[0]: first[1], first[0] + 1 + second[0]: second[1]}
    try:
        rotate(door)
    except AkuvoxError:
        door.faults.clear()
        rotate(door)
    assert door.account == ("operator", NEW.password, DIGEST)


@pytest.mark.parametrize("by_get", [False, True])
@pytest.mark.parametrize("fault", [killed_before, killed_after])
@pytest.mark.parametrize("place", range(10))
def test_a_run_that_is_killed_is_finished_by_the_next_one(place, fault, by_get):
    door = Door(config_by_get=by_get, mode=BOTH)
    door.faults[place] = fault
    with contextlib.suppress(Killed):
        rotate(door, mode="digest")
    door.faults.clear()
    rotate(door, mode="digest")
    assert door.account == ("operator", NEW.password, DIGEST)
    assert rotate(door, mode="digest")["changed"] is False


def test_a_killed_run_can_also_be_taken_back():
    door = Door(config_by_get=True)
    door.faults[2] = killed_after
    with pytest.raises(Killed):
        rotate(door)
    assert door.account[:2] == ("operator", OLD.password)
    rotate(door, old=replace(NEW, holds="old"), new=replace(OLD, holds="new"))
    assert door.account[:2] == ("api", OLD.password)


def test_a_write_whose_answer_is_lost_is_not_sent_again_when_it_was_done():
    door = Door()
    door.faults[2] = cut_after
    assert rotate(door)["login"] == "new"
    assert len(door.writes) == 1


def test_a_write_that_never_arrives_is_given_up_in_the_end_with_the_old_login():
    door = Door()
    door.faults = dict.fromkeys(range(2, 30, 3), cut_before)
    with pytest.raises(LostAnswer) as caught:
        rotate(door)
    assert "takes the old login, so it is not lost; username and password not set" in caught.value.message
    assert (caught.value.detail["login"], holds(door)) == ("old", "old")


def test_a_refusal_is_told_with_the_login_that_holds():
    door = Door()
    door.faults[2] = refused
    with pytest.raises(Refused) as caught:
        rotate(door)
    assert "retcode -1, Failed" in caught.value.message
    assert "takes the old login, so it is not lost" in caught.value.message
    assert (caught.value.detail["login"], caught.value.detail["changed"]) == ("old", False)


def test_what_is_accepted_and_not_kept_is_told():
    door = Door()
    door.write = lambda data: None
    with pytest.raises(NotKept) as caught:
        rotate(door)
    assert "accepted username and password and did not keep it. The device takes the old login" in caught.value.message


def test_an_auth_mode_that_is_not_kept_is_told():
    door = Door()
    taken = door.write
    door.write = lambda data: taken({key: value for key, value in data.items() if key != API + "AuthMode"})
    with pytest.raises(NotKept) as caught:
        rotate(door, mode="basic_digest")
    assert "accepted auth_mode and did not keep it. The device takes the new login" in caught.value.message
    assert (caught.value.detail["login"], caught.value.detail["changed"]) == ("new", True)


def test_a_door_that_restarts_is_waited_for():
    door = Door()
    door.faults = {2: cut_after, 3: offline, 4: offline, 5: offline}
    assert rotate(door)["login"] == "new"


def test_a_door_that_stays_away_is_unknown_and_says_what_was_written_last():
    door = Door()
    door.faults = {2: cut_after, **dict.fromkeys(range(3, 100), offline)}
    with pytest.raises(LostAnswer) as caught:
        rotate(door)
    message = caught.value.message
    assert "The last write was of username and password, of which came back: the connection broke off" in message
    assert "run again with the same variables" in message
    assert caught.value.detail["login"] == "unknown"


def test_a_door_that_needs_a_moment_for_its_new_login_gets_it():
    door = Door()
    taken = door.write

    def write(data):
        door.later = data

    door.write = write

    def at_last(apply):
        taken(door.later)
        return apply()

    # between the two it takes no login at all, as one that restarts its service
    nobody = {number: lambda apply: _refuse_all() for number in range(3, 9)}
    door.faults = {**nobody, 9: at_last}
    assert rotate(door)["login"] == "new"


def _refuse_all():
    raise AuthFailed("the device refused the login", ("digest",), status=401)


def test_a_door_that_takes_nothing_any_more_is_named_with_its_last_write():
    door = Door()
    taken = door.write
    door.write = lambda data: taken({**data, API + "Password": "whatever"})
    with pytest.raises(AuthFailed) as caught:
        rotate(door)
    message = caught.value.message
    assert "takes neither the new login nor the old one" in message
    assert "The last write was of username and password, which the device accepted" in message
    assert "web interface" in message
    assert caught.value.detail["login"] == "none"


def test_a_throttled_device_is_left_alone_and_tried_again():
    door = Door()
    door.stale = 2
    clock = Clock()
    result = Rotation(door, OLD, NEW, sleep=clock.sleep, clock=clock).run()
    assert (result["login"], clock.slept) == ("new", [3, 6])


def test_a_device_that_puts_every_login_off_proves_nothing():
    door = Door()
    door.stale = 100
    with pytest.raises(AuthFailed) as caught:
        rotate(door)
    assert "puts every login off" in caught.value.message
    assert (door.writes, door.refusals, door.open) == ([], 0, 0)


def test_a_device_that_puts_every_login_off_after_the_write_is_unknown():
    door = Door()
    taken = door.write

    def write(data):
        taken(data)
        door.stale = 100

    door.write = write
    with pytest.raises(LostAnswer) as caught:
        rotate(door)
    assert caught.value.detail["login"] == "unknown"


def decode(text):
    return base64.b64decode(text).decode()


def test_passwords_in_base64_where_the_device_wants_it():
    door = Door(base64_keys=[API + "Password"])
    door.read_password = decode
    rotate(door)
    assert door.account[1] == NEW.password
    assert decode(door.writes[0][API + "Password"]) == NEW.password


def test_a_device_that_keeps_base64_as_it_is_gets_the_password_as_it_is():
    door = Door(base64_keys=[API + "Password"])
    warned = []
    assert rotate(door, warn=warned.append)["login"] == "new"
    assert door.account[1] == NEW.password
    assert "wants its password as it is, unlike its profile" in warned[0]


def test_a_device_that_decodes_gets_the_password_in_base64():
    door = Door()
    door.read_password = decode
    warned = []
    new = Login("the new login", "new", "digest", "api", base64.b64encode(b"inner/pass").decode())
    assert rotate(door, new=new, warn=warned.append)["login"] == "new"
    assert door.account[1] == new.password
    assert "wants its password in base64, unlike its profile" in warned[0]


@pytest.mark.parametrize(("place", "fault"), [(2, killed_after), (3, killed_before)])
def test_a_device_in_another_form_is_also_found_after_a_kill(place, fault):
    door = Door(base64_keys=[API + "Password"])
    door.faults[place] = fault
    with pytest.raises(Killed):
        rotate(door)
    door.faults.clear()
    assert rotate(door, warn=lambda text: None)["login"] == "new"
    assert door.account[1] == NEW.password


LONG = Login("the new login", "new", "digest", "operator", "a-rather-long/pass+word")


@pytest.mark.parametrize("length", [15, 16])
def test_a_device_that_cuts_the_password_off_gets_its_old_login_back(length):
    door = Door()
    door.read_password = lambda text: text[:length]
    with pytest.raises(NotKept) as caught:
        rotate(door, new=LONG)
    assert f"cut off after {length} characters" in caught.value.message
    assert "The old login has been put back and works" in caught.value.message
    assert door.account == ("api", OLD.password, DIGEST)
    assert door.open == 0


def test_check_mode_puts_nothing_back():
    door = Door("operator", LONG.password[:16])
    with pytest.raises(NotKept) as caught:
        rotate(door, new=LONG, check_mode=True)
    assert "would be put back" in caught.value.message
    assert door.writes == []


def test_without_an_old_login_a_password_that_is_cut_off_stays():
    door = Door(mode=NONE)
    door.read_password = lambda text: text[:16]
    with pytest.raises(NotKept) as caught:
        rotate(door, old=Login("the old login", "old", "none", None), new=LONG, mode="digest")
    assert "There was no login before to put back" in caught.value.message


@pytest.mark.parametrize("by_get", [False, True])
@pytest.mark.parametrize("mode", [NONE, WHITELIST])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_door_that_asks_for_no_login_gets_one_at_last(mode, hidden, by_get):
    door = Door("admin", "httpapi", mode=mode, config_by_get=by_get)
    if hidden:
        door.shown = lambda config: {**config, API + "Password": "********"}
    nobody = Login("the old login", "old", "none", None)
    predicted = rotate(door, old=nobody, mode="digest", check_mode=True)
    assert predicted["login"] == "unasked"
    result = rotate(door, old=nobody, mode="digest")
    assert {**predicted, "login": "new"} == result
    assert result["updated"] == ["username", "password", "auth_mode"]
    assert door.account == ("operator", NEW.password, DIGEST)
    assert rotate(door, old=nobody, mode="digest")["changed"] is False


@pytest.mark.parametrize("mode", [NONE, WHITELIST])
def test_without_a_mode_a_door_that_asks_for_no_login_is_left_alone(mode):
    door = Door(mode=mode)
    with pytest.raises(InvalidInput) as caught:
        rotate(door)
    assert "Set new_auth_mode: digest as well" in caught.value.message
    assert door.writes == []


def test_from_basic_to_digest():
    door = Door(mode=BASIC)
    old = Login("the old login", "old", "basic", "api", OLD.password)
    assert rotate(door, old=old, mode="digest")["updated"] == ["username", "password", "auth_mode"]
    assert door.account == ("operator", NEW.password, DIGEST)


@pytest.mark.parametrize("profile", ["x916", "manual"])
def test_basic_is_refused_before_anything_is_written_where_it_may_lock_out(profile):
    door = Door(base=profile)
    new = Login("the new login", "new", "basic", "operator", NEW.password)
    with pytest.raises(InvalidInput) as caught:
        rotate(door, new=new, mode="basic")
    assert f"basic is not known to work on this device, by its profile {profile} with changes" in caught.value.message
    assert door.writes == []


def test_basic_is_taken_where_it_is_known_to_work():
    door = Door(base="e16c")
    new = Login("the new login", "new", "basic", "operator", NEW.password)
    assert rotate(door, new=new, mode="basic")["login"] == "new"
    assert door.account == ("operator", NEW.password, BASIC)


def test_a_device_that_does_not_show_its_account_is_left_alone():
    door = Door()
    door.shown = lambda config: {}
    with pytest.raises(Unsupported):
        rotate(door)
    assert door.writes == []


def test_a_device_that_forbids_access_is_not_tried_again():
    door = Door()

    def forbidden(apply):
        raise AuthFailed("the device forbids access (HTTP 403)", status=403)

    door.faults[0] = forbidden
    with pytest.raises(AuthFailed) as caught:
        rotate(door)
    assert (caught.value.message, door.requests) == ("the device forbids access (HTTP 403)", 1)
