"""The forms for joining a game day."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team
from gameday.models.choices import Role

ICONS = {Role.DEV: "code", Role.OPS: "server"}
KNOWS = {Role.DEV: _lazy("code, tests, pipeline"), Role.OPS: _lazy("services, network, data")}


class JoinForm(forms.Form):
    """A name, a seat and, if the person wants to choose, a team."""

    name = forms.CharField(  # joining holds it to the rule for names
        label=_lazy("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "autofocus": True, "dir": "auto"}),
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
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = gameday.teams.all()

    @property
    def seats(self) -> list[dict[str, str | Promise]]:
        return seats_to_choose_from()


def seats_to_choose_from() -> list[dict[str, str | Promise]]:
    """The seats, each with what one sees there."""
    return [{"role": role, "name": role.label, "knows": KNOWS[role], "icon": ICONS[role]} for role in Role]


class CodeForm(forms.Form):
    """The join code that the screen shows, typed by hand."""

    code = forms.SlugField(
        max_length=16,
        label=_lazy("Join code"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": _lazy("A join code has letters, numbers and hyphens only. Look at the big screen again.")
        },
    )
