"""The forms for joining a game day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team
from gameday.models.choices import Role


class JoinForm(forms.Form):
    """A name, a seat and, if the person wants to choose, a team."""

    name = forms.CharField(
        max_length=60,
        label=_lazy("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "autofocus": True}),
    )
    role = forms.ChoiceField(choices=Role.choices, label=_lazy("Your seat"), widget=forms.RadioSelect)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        label=_lazy("Your team"),
        empty_label=_lazy("Wherever I am needed most"),
    )

    def __init__(self, *args: Any, gameday: GameDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = gameday.teams.all()  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The join code that the screen shows, typed by hand."""

    code = forms.SlugField(
        max_length=16, label=_lazy("Join code"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
