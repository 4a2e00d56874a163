"""Moments as the people of a game day type and read them: in its time zone, which is named."""

from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from gameday.models import GameDay

GAP = _lazy(
    "Nothing happened from {since} to {until} {zone}: the machine slept, Gameday stood still, or the clock was set "
    "forward. Nobody is charged for that time."
)
SET_BACK = _lazy("The machine's clock was set back from {since} to {until} {zone}. Nobody gains or loses time by that.")


def in_zone_of(gameday: GameDay) -> AbstractContextManager[None]:
    """What is typed and shown in this block is in the time zone of the game day."""
    return timezone.override(ZoneInfo(gameday.time_zone))


@cache
def zone_names() -> list[str]:
    """The zones that can be chosen."""
    return sorted(available_timezones())


def write_moment(moment: datetime, gameday: GameDay) -> str:
    """A moment with its day and its zone: 17 May 2031, 09:00 Europe/Paris."""
    local = moment.astimezone(ZoneInfo(gameday.time_zone))
    day_and_time = pgettext("a day and a time, as the date filter of Django has it", "j M Y, H:i")
    return f"{date_format(local, day_and_time)}{_which_of_two(local)} {gameday.time_zone}"


def write_time(moment: datetime, gameday: GameDay) -> str:
    """A moment of the day itself, in its zone: 09:00."""
    return f"{moment.astimezone(ZoneInfo(gameday.time_zone)):%H:%M}"


def _which_of_two(local: datetime) -> str:
    """The short name of the offset, for a time that comes twice because clocks are put back; else nothing."""
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return "" if first == second else f" {local:%Z}"


def why_no_moment(typed: datetime) -> str:
    """Why a time of the present zone names no single moment, as a sentence; empty where it does."""
    zone = timezone.get_current_timezone()
    first, second = (typed.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first == second:
        return ""
    sentence = (
        _("{time} does not exist in {zone} on {day}: the clocks are put forward. Choose an earlier or a later time.")
        if first < second
        else _("{time} comes twice in {zone} on {day}: the clocks are put back. Choose an earlier or a later time.")
    )
    name = timezone.get_current_timezone_name()
    return sentence.format(time=f"{typed:%H:%M}", day=date_format(typed, "j M Y"), zone=name)


def tell_gap(gameday: GameDay, since: datetime, until: datetime) -> Promise:
    """What a gap in the clock meant, as one sentence or two. `until` before `since`: the clock was set back."""
    zone = ZoneInfo(gameday.time_zone)
    start, end = since.astimezone(zone), until.astimezone(zone)
    shape = "%H:%M:%S" if start.date() == end.date() else "%Y-%m-%d %H:%M:%S"
    names = {"since": f"{start:{shape}}", "until": f"{end:{shape}}", "zone": gameday.time_zone}
    return format_lazy(GAP if since <= until else SET_BACK, **names)


def gap_of(gameday: GameDay) -> str:
    """Why the game day has paused itself, in the reader's language; empty where it has not."""
    if gameday.paused_at is None or gameday.gap_ended_at is None:
        return ""
    return str(tell_gap(gameday, gameday.paused_at, gameday.gap_ended_at))
