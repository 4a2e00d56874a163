"""GameDay: one event, its clock and its switches."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import BEFORE_START, LAUNCHED, OVER, PRACTISING, STANDING, STARTED, GameDayState
from gameday.models.named import NameField
from gameday.models.state_is import state_is

REPLAY = timedelta(seconds=20)  # in which a reveal tells what the freeze hid
PEOPLE_A_TEAM, LEAST_PLACES = 16, 64  # for whom there is a place where no facilitator has said how many

MANNERS = "bold brave calm dapper fancy frank glad happy jolly keen lucky merry noble plucky proud quick shiny swift wise witty"
THINGS = "barn bridle clover foal gallop hay hoof horn mane meadow oats wagon pony saddle stable tail trot whinny"


def default_time_zone() -> str:
    return settings.TIME_ZONE


def new_join_code() -> str:
    """Short, friendly, easy to say aloud: calm-hoof-37."""
    return f"{secrets.choice(MANNERS.split())}-{secrets.choice(THINGS.split())}-{secrets.randbelow(90) + 10}"


class GameDay(models.Model):
    name = NameField(_lazy("name"))
    slug = models.SlugField(_lazy("slug"), max_length=60, unique=True)
    company = models.SlugField(_lazy("company"), max_length=60, default="unicorn_rentals")
    state = models.CharField(
        _lazy("state"), max_length=20, choices=GameDayState, default=GameDayState.DRAFT, editable=False, db_index=True
    )
    seed = models.BigIntegerField(
        _lazy("seed"), default=1, help_text=_lazy("The same seed gives the same draw and the same moments.")
    )
    join_code = models.CharField(_lazy("join code"), max_length=16, unique=True, editable=False)
    joining_open = models.BooleanField(
        _lazy("joining open"), default=True, editable=False, help_text=_lazy("The join code lets new people in.")
    )
    most_players = models.PositiveIntegerField(
        _lazy("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_lazy("How many people may take part, bots not counted. Empty: 16 a team, but at least 64."),
    )
    duration = models.DurationField(
        _lazy("duration"), default=timedelta(hours=2), help_text=_lazy("Game time, pauses not counted.")
    )
    catch_up = models.BooleanField(
        _lazy("catching up"), default=True, help_text=_lazy("Hints get cheaper for teams far behind the median.")
    )
    practice = models.BooleanField(
        _lazy("practice"),
        default=True,
        help_text=_lazy("Teams may practise in the lobby, with an incident worth no points."),
    )
    seats_open = models.BooleanField(
        _lazy("seats open"), default=False, help_text=_lazy("Everybody may sit on both seats.")
    )
    seats_swapped = models.BooleanField(
        _lazy("seats swapped"), default=False, editable=False, help_text=_lazy("Each role sits on the other seat.")
    )
    language = models.CharField(
        _lazy("language"),
        max_length=8,
        choices=settings.LANGUAGES,
        default="en",
        help_text=_lazy(
            "What Gameday itself tells everybody: board, feed, ledger. Each page speaks its reader's language."
        ),
    )
    time_zone = models.CharField(
        _lazy("time zone"),
        max_length=64,
        default=default_time_zone,
        help_text=_lazy("Moments of this game day are typed and shown in it, such as 09:00 Europe/Paris."),
    )
    launch_at = models.DateTimeField(
        _lazy("launch at"), null=True, blank=True, help_text=_lazy("Start by itself at this time.")
    )
    planned_start = models.DateTimeField(
        _lazy("planned start"),
        null=True,
        blank=True,
        help_text=_lazy("When it is to begin, for the time line and the printed sheets. Start stays yours to press."),
    )
    schedule_saved_by = NameField(_lazy("schedule saved by"), blank=True, editable=False)
    created_at = models.DateTimeField(_lazy("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_lazy("created by"), null=True, blank=True, on_delete=models.SET_NULL
    )
    started_at = models.DateTimeField(_lazy("started at"), null=True, editable=False)
    paused_at = models.DateTimeField(_lazy("paused at"), null=True, editable=False)
    paused_for = models.DurationField(_lazy("paused for"), default=timedelta(), editable=False)
    gap_ended_at = models.DateTimeField(
        _lazy("gap ended at"),
        null=True,
        editable=False,
        help_text=_lazy(
            "Set while it has paused itself: when the clock ticked again after a gap that began at the pause."
        ),
    )
    resume_at = models.DateTimeField(
        _lazy("resume at"),
        null=True,
        editable=False,
        help_text=_lazy("Set during a planned break: when the clock runs again by itself."),
    )
    finished_at = models.DateTimeField(_lazy("finished at"), null=True, editable=False)
    halted_at = models.DateTimeField(_lazy("halted at"), null=True, editable=False)
    frozen_at = models.DateTimeField(_lazy("frozen at"), null=True, editable=False)
    revealed_at = models.DateTimeField(_lazy("revealed at"), null=True, editable=False)
    problem = models.TextField(
        _lazy("problem"), blank=True, editable=False, help_text=_lazy("Why the last launch was refused or failed.")
    )

    rehearsal = models.BooleanField(
        _lazy("rehearsal"),
        default=False,
        editable=False,
        help_text=_lazy("Played by bots in a tenth of the time, and in no list of days."),
    )
    rehearses = models.ForeignKey(
        "self",
        verbose_name=_lazy("rehearses"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="rehearsals",
    )

    class Meta:
        verbose_name = _lazy("game day")
        verbose_name_plural = _lazy("game days")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=GameDayState.values), name="gameday_state_is_known"),
            models.UniqueConstraint(
                fields=["rehearses"], condition=models.Q(state__in=STANDING), name="one_rehearsal_a_gameday"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new game day gets its slug from the name and a join code, where it has none."""
        self.slug = self.slug or _free_slug(slugify(self.name)[:50] or "gameday")
        while not self.join_code or (self.pk is None and join_code_is_taken(self.join_code)):
            self.join_code = new_join_code()
        super().save(*args, **kwargs)

    def elapsed(self, now: datetime) -> timedelta:
        """Game time since the start: wall time less pauses; zero before the start."""
        if self.started_at is None:
            return timedelta()
        end = self.finished_at or self.paused_at or now
        return max(end - self.started_at - self.paused_for, timedelta())

    def seen_at(self, now: datetime) -> datetime | None:
        """The moment that players and spectators see while the game is frozen, or replayed; None: they see it all."""
        if self.frozen_at is None or self.revealed_at is None:
            return self.frozen_at
        told = (now - self.revealed_at) / REPLAY  # far below 0 after a clock was set back: then the replay is over, too
        return self.frozen_at + (self.revealed_at - self.frozen_at) * max(told, 0) if abs(told) < 1 else None

    def team_ids(self) -> list[int]:
        """The ids of its teams, freshly read."""
        return list(self.teams.values_list("pk", flat=True))

    def places_for(self, teams: int) -> int:
        """How many people may take part in so many teams, bots not counted."""
        return self.most_players or max(teams * PEOPLE_A_TEAM, LEAST_PLACES)

    @property
    def places(self) -> int:
        """How many people may take part, bots not counted. One query."""
        return self.places_for(self.teams.count())

    @property
    def ends_at(self) -> datetime | None:
        """When the game time is over, if there is no further pause."""
        return self.started_at + self.duration + self.paused_for if self.started_at else None

    def seconds_left(self, now: datetime) -> int | None:
        """Seconds of game time until it is over; None while it is not under way."""
        if not self.under_way or self.ends_at is None:
            return None
        return max(int((self.ends_at - (self.paused_at or now)).total_seconds()), 0)

    is_draft = state_is(GameDayState.DRAFT)
    is_provisioning = state_is(GameDayState.PROVISIONING)
    in_lobby = state_is(GameDayState.LOBBY)
    is_running = state_is(GameDayState.RUNNING)
    is_paused = state_is(GameDayState.PAUSED)
    before_start = state_is(*BEFORE_START)
    is_waiting = state_is(*PRACTISING)  # launched and not started: teams gather and may practise
    under_way = state_is(*STARTED)  # started and not over, though perhaps paused
    is_launched = state_is(*LAUNCHED)  # there are sandboxes, or soon will be
    is_over = state_is(*OVER)
    is_finished = state_is(GameDayState.FINISHED)  # over and not put away yet


def join_code_is_taken(code: str) -> bool:
    """Whether it leads to a game day, or has led to one: an old link never leads to another game day."""
    return GameDay.objects.filter(models.Q(join_code=code) | models.Q(former_codes__code=code)).exists()


def _free_slug(wanted: str) -> str:
    """`wanted`, or with a number behind it where another game day has it already."""
    taken = set(GameDay.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(name for name in (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000))) if name not in taken)
