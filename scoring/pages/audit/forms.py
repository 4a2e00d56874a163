"""What the audit may be asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from gameday.language import moments
from gameday.language.moment_fields import MomentField
from gameday.models import GameDay, Team
from gameday.models.choices import ActivityVerb
from scoring.pages.audit.lines import AuditQuery, Source
from scoring.pages.control.forms import MOMENT

WHATS = [
    ("", _lazy("Everything")),
    *Source.choices,
    *((verb.value, verb.label) for verb in ActivityVerb if verb != ActivityVerb.TYPED),
]


class AuditForm(forms.Form):
    """The filters of one game day, or of all: then a day may be chosen."""

    person = forms.CharField(label=_lazy("Person"), max_length=150, required=False)
    what = forms.ChoiceField(label=_lazy("What"), choices=WHATS, required=False)
    team = forms.ModelChoiceField(
        label=_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=_lazy("Every team")
    )
    day = forms.ModelChoiceField(
        label=_lazy("Game day"),
        queryset=GameDay.objects.filter(rehearsal=False).order_by("-created_at"),
        required=False,
        empty_label=_lazy("Every game day"),
    )
    since = MomentField(label=_lazy("From"), required=False, widget=MOMENT)
    until = MomentField(label=_lazy("Until"), required=False, widget=MOMENT)
    machine = forms.BooleanField(label=_lazy("Also what Gameday did by itself"), required=False)

    def __init__(self, *args: Any, gameday: GameDay | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "audit_%s"} | kwargs)
        self.gameday = gameday
        if gameday is None:
            del self.fields["team"]
            return
        del self.fields["day"]
        self.fields["team"].queryset = gameday.teams.all()  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Read moments in the zone of the game day; those of all days in the server's."""
        if self.gameday is None:
            super().full_clean()
            return
        with moments.in_zone_of(self.gameday):
            super().full_clean()

    def asked(self) -> AuditQuery:
        """What is asked for. A filter that makes no sense is left out, and the form says so."""
        self.is_valid()
        told = self.cleaned_data
        return AuditQuery(
            gameday=self.gameday or told.get("day"),
            team=told.get("team"),
            person=told.get("person", "").strip(),
            what=told.get("what", ""),
            since=told.get("since"),
            until=told.get("until"),
            machine=told.get("machine", False),
        )
