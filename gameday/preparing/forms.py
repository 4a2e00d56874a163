"""The five questions of the wizard."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import names
from gameday.admin.spans import SpanField
from gameday.event.proposal import LONGEST_DAY, MOST_TEAMS, SHORTEST_DAY, SIZE, Wishes
from gameday.language import moments
from gameday.language.moment_fields import SplitMomentField
from gameday.language.vocabulary import translate_code
from gameday.models.gameday import default_time_zone
from scenarios.document.vocabulary import CATEGORIES
from scenarios.refusal import Refused

MOST_PEOPLE = MOST_TEAMS * SIZE * 2


def _date_and_time() -> forms.SplitDateTimeWidget:
    return forms.SplitDateTimeWidget(
        date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
    )


class WishesForm(forms.Form):
    """What the day is to be like. Everything has a first value, so that there is a proposal at once."""

    arrival = SplitMomentField(
        label=_lazy("When do people arrive?"),
        required=False,
        widget=_date_and_time(),
        help_text=_lazy("Leave it empty if you do not know yet."),
    )
    time_zone = forms.ChoiceField(
        label=_lazy("Time zone"), choices=lambda: [(name, name) for name in moments.zone_names()], required=False
    )
    people = forms.IntegerField(label=_lazy("How many people?"), min_value=1, max_value=MOST_PEOPLE, initial=16)
    length = SpanField(
        label=_lazy("How long?"),
        initial=timedelta(hours=3),
        help_text=_lazy("From the welcome to the awards, such as 3h or 2h 30m."),
    )
    level = forms.TypedChoiceField(
        label=_lazy("How hard?"),
        coerce=int,
        choices=[
            (1, _lazy("Gentle: most have never done this")),
            (2, _lazy("Mixed: from easy to hard")),
            (3, _lazy("Hard: they know what they are doing")),
        ],
        initial=2,
        widget=forms.RadioSelect,
    )
    categories = forms.MultipleChoiceField(
        label=_lazy("What about?"),
        choices=lambda: [(category, translate_code(category)) for category in CATEGORIES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_lazy("None chosen: a bit of everything."),
    )
    seed = forms.IntegerField(required=False, min_value=0, max_value=2**31, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"time_zone": default_time_zone()}, **kwargs)
        self.fields["time_zone"].widget.attrs["data-from-browser"] = "yes" if not self.is_bound else ""
        for part, widget in zip((_("day"), _("time")), self.fields["arrival"].widget.widgets, strict=True):
            widget.attrs["aria-label"] = f"{self.fields['arrival'].label} ({part})"

    def full_clean(self) -> None:
        """The moment is typed in the zone that stands beside it."""
        named = self.data.get("time_zone", "")
        with timezone.override(ZoneInfo(named if named in moments.zone_names() else default_time_zone())):
            super().full_clean()

    def clean_time_zone(self) -> str:
        return str(self.cleaned_data["time_zone"] or default_time_zone())

    def clean_length(self) -> timedelta:
        length: timedelta = self.cleaned_data["length"]
        if not SHORTEST_DAY * 60 <= length.total_seconds() <= LONGEST_DAY * 60:
            raise ValidationError(
                _("A day lasts from {least} minutes to {most} hours.").format(
                    least=SHORTEST_DAY, most=LONGEST_DAY // 60
                )
            )
        return length

    def clean_arrival(self) -> datetime | None:
        arrival: datetime | None = self.cleaned_data["arrival"]
        if arrival and arrival <= timezone.now():
            raise ValidationError(_("That time is over. Choose a later one, or leave it empty."))
        return arrival

    def sent(self) -> list[tuple[str, str]]:
        """(name, value) of everything that was answered, to be sent once more by another form."""
        found = [(name, self[name].data) for name in self.fields if name != "arrival"]
        found += [(f"arrival_{part}", self.data.get(f"arrival_{part}", "")) for part in (0, 1)]
        return [(name, value) for name, values in found for value in (values if isinstance(values, list) else [values])]

    def wishes(self) -> Wishes:
        """What was wished. Of a valid form."""
        given = self.cleaned_data
        return Wishes(
            given["people"],
            int(given["length"].total_seconds() // 60),
            given["level"],
            frozenset(given["categories"]),
            given["seed"] or 1,
        )


class MakeForm(forms.Form):
    """What a proposed day is called."""

    name = forms.CharField(label=_lazy("What is it called?"), max_length=names.LONGEST_NAME * 3)

    def clean_name(self) -> str:
        try:
            return names.clean_name(self.cleaned_data["name"])
        except Refused as impossible:
            raise ValidationError(str(impossible)) from None


class CloneForm(forms.Form):
    """What another draft is called."""

    name = forms.CharField(label=_lazy("What is it called?"), max_length=names.LONGEST_NAME * 3)


class PlanForm(forms.Form):
    """A plan that comes as a file."""

    file = forms.FileField(
        label=_lazy("The file"), widget=forms.FileInput(attrs={"accept": ".json"}), allow_empty_file=True
    )
    name = forms.CharField(
        label=_lazy("Another name"),
        required=False,
        max_length=names.LONGEST_NAME * 3,
        help_text=_lazy("Empty: the name that stands in the file."),
    )


def first_values() -> dict[str, Any]:
    """What the wizard's form holds before anybody has answered, as a browser would send it."""
    return {"people": 16, "length": "3h", "level": "2", "time_zone": default_time_zone(), "seed": "1"}
