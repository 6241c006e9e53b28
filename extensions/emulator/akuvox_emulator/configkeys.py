# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The factory configuration: the flat map of ``Config.*`` keys that config get returns.

Keys and values come from the manual's replies and from device-facts 8 and 9; keys of repeated things (soft keys,
codecs) are made by the same pattern. All values are strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .profile import Profile

_ACCOUNT = """
ADVANCED.ShowMissedCall=1 ANONYMOUS_CALL.Enable=0 ANONYMOUS_CALL.OffCode= ANONYMOUS_CALL.OnCode=
ANONYMOUS_CALL.PrivacyHeaderValue=id AUTO_ANSWER.Enable=1 GENERAL.AuthName= GENERAL.DisplayName=
GENERAL.EditEnable= GENERAL.Enable=0 GENERAL.Label= GENERAL.Pwd= GENERAL.UserAgent= GENERAL.UserName=
NAT.Rport=0 NAT.UdpKeepEnable=1 NAT.UdpKeepInterval=30 OUTPROXY.BakPort=5060 OUTPROXY.BakServer=
OUTPROXY.DHCPOption=0 OUTPROXY.Enable=0 OUTPROXY.Port=5060 OUTPROXY.Server= REG.Timeout=1800 REG.Timeout2=1800
REJECT_ANONYMOUSCALL.Enable=0 REJECT_ANONYMOUSCALL.OffCode= REJECT_ANONYMOUSCALL.OnCode=
SIP.ListenPortMax={listen} SIP.ListenPortMin={listen} SIP.Port=5060 SIP.Port2=5060 SIP.Server= SIP.Server2=
SIP.TransType=0 STUN.Enable=0 STUN.Port=3478 STUN.Server=
"""

_CODECS = ("PCMU", "PCMA", "G722", "G729", "opus", "iLBC")

_GROUPS = {
    "DoorSetting.CLOUDSERVER": """
DeviceCommunity= Enable=0 GatePort=0 GateServer= OpenDoorLimit= Port= RpsEnable=1
RpsServer=http://rps.akuvox.com:8080/redirect?mac= Server= Token= Type= UploadPassword= UploadUrl= UploadUser=
""",
    "DoorSetting.APIFCGI": """
Enable=1 AuthMode=2 UserName=admin Password=httpapi WhiteListIP01= WhiteListIP02= WhiteListIP03=
WhiteListIP04= WhiteListIP05=
""",
    "DoorSetting.RELAY": """
TypeA=0 TypeB=0 TypeC=0 HoldDelayA=5 HoldDelayB=5 HoldDelayC=5 TriggerDelayA=0 TriggerDelayB=0 TriggerDelayC=0
NameA=RelayA NameB=RelayB NameC=RelayC HttpTrig=0 UserName= Password=
""",
    "DoorSetting.DTMF": """
Enable=1 Option=0 Code1=0 Code2=1 Code3=2 MultiCode1=010 MultiCode2=012 MultiCode3=013
""",
    "DoorSetting.INPUT": """
EnableA=1 EnableB=1 EnableC=1 OptionA=0 OptionB=0 OptionC=0 DelayA=0 DelayB=0 DelayC=0 RelayIdA=1 RelayIdB=2
RelayIdC=3 FtpEnableA=0 FtpEnableB=0 FtpEnableC=0 HttpEnableA=0 HttpEnableB=0 HttpEnableC=0 SipEnableA=0
SipEnableB=0 SipEnableC=0 SmtpEnableA=0 SmtpEnableB=0 SmtpEnableC=0 ActionUrlA= ActionUrlB= ActionUrlC=
""",
    "DoorSetting.Action": """
CallName= CallNum=
""",
    "DoorSetting.PASSWORD": """
PublicKeyEnable=1 PublicKey1=33333333 PublicKey2=66666666 PublicKey3=88888888 PublicKeyBitsLimit=0
""",
    "DoorSetting.RELAYSCHEDULE": """
RelayAEnable=0 RelayASchedule=1001/ RelayBEnable=0 RelayBSchedule=1001/ RelayCEnable=0 RelayCSchedule=1001/
""",
    "DoorSetting.RFCARDDISPLAY": """
RfidDisplayMode=4
""",
    "DoorSetting.GENERAL": """
DeviceName= WiegandType=1 WiegandOutputMode=0 TamperEnable=0
""",
    "DoorSetting.RTSP": """
Enable=1 AuthEnable=1 AuthenticationType=1 UserName=admin UserPasswd= AudioEnable=1 VideoEnable=1 VideoCodec=1
H264Resolution=4 H264FrameRate=30 H264BitRate=2048
""",
    "DoorSetting.MJPEGSERVICE": """
Enable=0 Authorization=1
""",
    "DoorSetting.DEVICENODE": """
Location= Node=1.1.1.1.1 Extension=1
""",
    "DoorSetting.CALLTIMEOUT": """
DialIn=60 DialOut=60
""",
    "DoorSetting.MOTION": """
Enable=0 Interval=10 Sensitivity=3
""",
    "Settings.SNTP": """
Enable=1 TimeZone=GMT+0:00 Name=London NTPServer1=0.pool.ntp.org NTPServer2=1.pool.ntp.org Interval=3600 DTS=0
""",
    "Settings.LOGLEVEL": """
Level=3 RemoteSyslog=0 RemoteServer= RemoteServerPort=514
""",
    "Settings.WEB_LOGIN": """
User=admin Password=admin Type=0 User02=user Password02=user Type02=1
""",
    "Settings.SECURITY": """
UserAccountEnabled=0 SessionTimeout=300
""",
    "Settings.GENERAL": """
WebTitle=
""",
    "Settings.LANGUAGE": """
Type=0 WebLang=0
""",
    "Settings.BACKLIGHT": """
Level=5 Mode=1
""",
    "Settings.FTP": """
Server= UserName= Password= Path=
""",
    "Settings.EMAIL": """
Server= Port=25 UserName= Password= From= To=
""",
    "Features.ACTIONURL": """
Enable=0 Method=
""",
    "Features.DOORPHONE": """
MaxCallTime=5 MaxDialTime=60 AutoAnswerMode=0 NoAnswerActionEnable=0
""",
    "Features.INTERCOM": """
Enable=1 PreviewEnable=0 ReturnCodeWhenRefuse=486 DirectIpEnable=1 DirectIpPort=5060
""",
    "Features.REMOTECONTROL": """
AllowedIP=
""",
    "Network.LAN": """
Type=0 StaticIP= SubnetMask=255.255.255.0 DefaultGateway= PrimaryDNS= SecondaryDNS= UseStaticDNS=0
""",
    "Network.VLAN": """
LanVlanEnable=0 LanVid=1 LanPriority=0
""",
    "Network.WEBSERVER": """
HttpEnable=1 HttpPort=80 HttpsEnable=0 HttpsPort=443
""",
    "Network.SNMP": """
Enable=0 Port=161 TrustedIP=
""",
    "Network.TR069": """
Enable=0 AcsUrl= AcsUserName= AcsPassword= PeriodicInform=0 PeriodicInterval=1800
""",
    "Autoprovision.PNP": """
Enable=1
""",
    "Autoprovision.GENERAL": """
Url= UserName= Pwd=
""",
    "Autoprovision.MODE": """
Mode=1
""",
    "Autoprovision.SCHEDULE": """
DayOfWeek=0 HourOfDay=22 MinuteOfHour=0
""",
    "Autoprovision.AES": """
KeyForCommon= KeyForMac=
""",
    "Autoprovision.DHCPOPTION": """
Custom= Option43=1 Option66=1
""",
    "OnvifServer.DEVICE": """
Mode=0 User=admin Pwd=
""",
}

# 9.3, all that one integration's author read from a device. SetupCompleted: the web page says "Setup completed", and no
# source has its key, so this is a reading.
_EVENTS = (
    "MakeCall HangUp RelayATriggered RelayAClosed RelayBTriggered RelayBClosed RelayCTriggered RelayCClosed "
    "RelayDTriggered RelayDClosed InputATriggered InputAClosed InputBTriggered InputBClosed InputCTriggered "
    "InputCClosed InputDTriggered InputDClosed ValidCodeEntered InvalidCodeEntered ValidCardEntered InvalidCardEntered "
    "ValidFaceRecognition InvalidFaceRecognition ValidQRCodeEntered InvalidQRCodeEntered TamperAlarmTriggered "
    "BreakInAlarmA BreakInAlarmB BreakInAlarmC BreakInAlarmD AlarmDoorOpenedTimeoutA AlarmDoorOpenedTimeoutB "
    "SetupCompleted"
).split()


def _group(prefix: str, text: str) -> dict[str, str]:
    """Turn ``key=value`` words into full config keys; no factory value has a blank."""
    pairs = (word.partition("=") for word in text.split())
    return {f"Config.{prefix}.{key}": value for key, sep, value in pairs}


def _factory() -> dict[str, str]:
    """Build the whole factory map, sorted by key as the device prints it."""
    config: dict[str, str] = {}
    for account in (1, 2):
        config |= _group(f"Account{account}", _ACCOUNT.format(listen=5061 + account))
        for number, codec in enumerate(_CODECS):
            enable = "1" if number < 4 else "0"
            config |= _group(f"Account{account}.AUDIO{number}", f"Enable={enable} Name={codec} Priority={number + 1}")
    for prefix, text in _GROUPS.items():
        config |= _group(prefix, text)
    config |= {f"Config.Features.ACTIONURL.{event}": "" for event in _EVENTS}
    for number in range(1, 13):
        config |= _group(f"Programable.SOFTKEY{number:02d}", f"Type=0 Label= LocalParam1= Account=0 Index={number}")
    return dict(sorted(config.items()))


FACTORY: Mapping[str, str] = _factory()
"""The manual's."""


def factory(profile: Profile) -> dict[str, str]:
    """Return what a device of this profile is delivered with."""
    prefixes = tuple(key[:-1] for key in profile.config_absent if key.endswith("*"))
    kept = {
        key: value
        for key, value in FACTORY.items()
        if key not in profile.config_absent and not (prefixes and key.startswith(prefixes))
    }
    return dict(sorted({**kept, **profile.config}.items()))
