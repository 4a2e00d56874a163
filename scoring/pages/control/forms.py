"""The control room's forms. What is wrong with one is said in one sentence on the page."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.language import moments
from gameday.language.moment_fields import MomentField
from gameday.models import GameDay, Incident, Player, Team
from gameday.models.choices import Role
from gameday.people import admission
from scenarios.models import Scenario
from scenarios.refusal import Refused

SEATS = [("", _lazy("Both seats")), *((role.value, role.label) for role in Role)]
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")


class RoomForm(forms.Form):
    """A form about one game day: it offers only that day's teams, players and incidents."""

    def __init__(self, *args: Any, gameday: GameDay, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s"} | kwargs)
        self.gameday = gameday
        rows = {
            "team": gameday.teams.all(),
            "player": gameday.players.all(),
            "incident": gameday.incidents.select_related("scenario", "team"),
        }
        for name, queryset in rows.items():
            if isinstance(field := self.fields.get(name), forms.ModelChoiceField):
                field.queryset = queryset

    def told(self, undone: str) -> dict[str, Any]:
        """The form's values. Raises Refused when they are not valid: `undone` says what was not done, then comes what is wrong."""
        if self.is_valid():
            return self.cleaned_data
        about = {name: f"{field.label}: " for name, field in self.fields.items()}
        raise Refused(
            undone
            + " ".join(f"{about.get(name, '')}{' '.join(map(str, errors))}" for name, errors in self.errors.items())
        )


class OpenScenarioForm(RoomForm):
    scenario = forms.ModelChoiceField(label=_lazy("Scenario"), queryset=Scenario.objects.all())
    team = forms.ModelChoiceField(
        label=_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=_lazy("Every team")
    )


class MessageForm(RoomForm):
    text = forms.CharField(label=_lazy("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    team = forms.ModelChoiceField(
        label=_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=_lazy("Everybody")
    )
    player = forms.ModelChoiceField(
        label=_lazy("Player"), queryset=Player.objects.none(), required=False, empty_label=_lazy("The whole team")
    )
    seat = forms.ChoiceField(
        label=_lazy("Seat"),
        choices=SEATS,
        required=False,
    )


class ScheduleForm(MessageForm):
    """A message for later: at a minute of the game or at a moment of the day."""

    minute = forms.DecimalField(
        label=_lazy("Minute of the game"), min_value=0, max_value=10_000, decimal_places=2, required=False
    )
    moment = MomentField(label=_lazy("Or at"), required=False, widget=MOMENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moment"].label = f"{self.fields['moment'].label} ({self.gameday.time_zone})"

    def full_clean(self) -> None:
        """Read the moment in the game day's zone."""
        with moments.in_zone_of(self.gameday):
            super().full_clean()


class AdjustForm(RoomForm):
    team = forms.ModelChoiceField(label=_lazy("Team"), queryset=Team.objects.none())
    points = forms.IntegerField(label=_lazy("Points"), min_value=-10_000, max_value=10_000)
    reason = forms.CharField(label=_lazy("Reason"), max_length=300)


class PlacesForm(RoomForm):
    most_players = forms.IntegerField(
        label=_lazy("Places"), min_value=1, max_value=admission.MOST_PLACES, required=False
    )


class VoidForm(RoomForm):
    incident = forms.ModelChoiceField(label=_lazy("Incident"), queryset=Incident.objects.none())
    reason = forms.CharField(label=_lazy("Reason"), max_length=300)


class VoidWindowForm(RoomForm):
    """A time window whose revenue is given back: the last minutes, or from one moment to another."""

    minutes = forms.IntegerField(min_value=1, max_value=1440, required=False, label=_lazy("The last minutes"))
    start = MomentField(required=False, label=_lazy("Or from"), widget=MOMENT)
    end = MomentField(required=False, label=_lazy("up to"), widget=MOMENT)
    team = forms.ModelChoiceField(
        label=_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=_lazy("Every team")
    )
    reason = forms.CharField(label=_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for name in ("start", "end"):
            self.fields[name].label = f"{self.fields[name].label} ({self.gameday.time_zone})"

    def full_clean(self) -> None:
        """Read the moments in the game day's zone."""
        with moments.in_zone_of(self.gameday):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Fill in `start` and `end` from `minutes`; both have to lie in the past."""
        told = super().clean() or {}
        if self.errors:
            return told
        if told["minutes"] and not (told["start"] or told["end"]):
            told["start"], told["end"] = self.now - timedelta(minutes=told["minutes"]), self.now
        elif told["minutes"] or not (told["start"] and told["end"]):
            raise forms.ValidationError(_("Give either the last minutes, or both moments."))
        if not told["start"] < told["end"] <= self.now:
            raise forms.ValidationError(_("The window has to begin before it ends, and to end by now."))
        return told
