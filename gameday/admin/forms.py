"""The admin's forms: a game day made from a few numbers, a game day as it is, a list of players."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.forms import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import names
from gameday.admin.spans import SpanField
from gameday.language import moments
from gameday.language.moment_fields import SplitMomentField
from gameday.language.spans import write_span
from gameday.language.vocabulary import translate_code
from gameday.models import GameDay, Player, Round, Team
from gameday.models.choices import STARTED
from gameday.models.named import NameField
from scenarios import publishing
from scenarios.company import COMPANIES
from scenarios.models import Scenario

MOST_TEAMS = 64
HEAVY_COLUMNS = ("document", "assets", "proof")  # large columns that no list needs


def company_choices() -> list[tuple[str, str]]:
    """(name, title) of every company that is described."""
    found = sorted(file.parent.name for file in COMPANIES.glob("*/company.yaml"))
    return [(name, name.replace("_", " ").title()) for name in found]


def offered_scenarios(gameday: GameDay | None = None) -> QuerySet[Scenario]:
    """The newest version of each scenario, and those that the game day uses already. The easy ones come first."""
    rows = Q(pk__in=[scenario.pk for scenario in publishing.latest_scenarios()])
    if gameday is not None:
        rows |= Q(pk__in=gameday.rounds.values("scenario"))
    return Scenario.objects.filter(rows).defer(*HEAVY_COLUMNS).order_by("difficulty", "slug", "-version")


class ChangedColumnsForm(forms.ModelForm):
    """A form that saves only the columns that were changed, because the platform changes others meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # a date and time are two inputs, and the one label names neither
            for part, widget in zip(("date", "time"), getattr(field.widget, "widgets", ()), strict=False):
                widget.attrs["aria-label"] = f"{field.label}: {part}"

    def columns(self) -> list[str]:
        """The columns that were changed."""
        own = {field.name for field in self.instance._meta.concrete_fields}
        return [name for name in self.changed_data if name in own]

    def _get_validation_exclusions(self) -> set[str]:
        """A name that is left as it is may be older than the rule for names: it is not judged again."""
        lines = {field.name for field in self.instance._meta.concrete_fields if isinstance(field, NameField)}
        kept = lines - set(self.changed_data) if self.instance.pk else set()
        return super()._get_validation_exclusions() | kept  # type: ignore[misc]

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk and commit and not self.errors:
            self.instance.save(update_fields=self.columns())
            return self.instance
        return super().save(commit)


class GameDayForm(ChangedColumnsForm):
    """A game day."""

    company = forms.ChoiceField(label=_lazy("Company"), choices=company_choices, initial="unicorn_rentals")
    duration = SpanField(
        label=_lazy("Duration"),
        initial=timedelta(hours=2),
        help_text=_lazy("Game time such as 1h 30m; pauses do not count."),
    )

    time_zone = forms.ChoiceField(
        label=_lazy("Time zone"),
        choices=lambda: [(name, name) for name in moments.zone_names()],
        required=False,
        help_text=_lazy("Moments of this game day are typed and shown in it, such as 09:00 Europe/Paris."),
    )
    planned_start = SplitMomentField(
        label=_lazy("Planned start"),
        required=False,
        widget=AdminSplitDateTime(),
        help_text=_lazy(
            "For the time line and the printed sheets, in the time zone above. Start stays yours to press."
        ),
    )
    launch_at = SplitMomentField(
        label=_lazy("Launch at"),
        required=False,
        widget=AdminSplitDateTime(),
        help_text=_lazy("Build the sandboxes by itself at this time, in the time zone above. The start stays yours."),
    )

    class Meta:
        model = GameDay
        fields = [
            "name",
            "slug",
            "company",
            "seed",
            "duration",
            "catch_up",
            "practice",
            "seats_open",
            "language",
            "time_zone",
            "most_players",
            "planned_start",
            "launch_at",
        ]

    def clean_time_zone(self) -> str:
        return str(self.cleaned_data["time_zone"] or self.instance.time_zone)

    def clean_duration(self) -> timedelta:
        duration: timedelta = self.cleaned_data["duration"]
        if duration <= timedelta():
            raise ValidationError(_("A game day lasts longer than nothing."))
        played = self.instance.elapsed(timezone.now())
        if "duration" in self.changed_data and self.instance.state in STARTED and duration <= played:
            raise ValidationError(
                _("{time} are played already. Give it longer, or press Finish.").format(time=write_span(played))
            )
        return duration

    def clean_launch_at(self) -> datetime | None:
        at = self.cleaned_data["launch_at"]
        if at and "launch_at" in self.changed_data and at <= timezone.now():
            raise ValidationError(_("That time is over. Choose a later one, or press Launch."))
        return at


class ScenarioChoices(forms.ModelMultipleChoiceField):
    """A choice of scenarios, each with its title and what a facilitator chooses by."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Scenario) -> str:
        return f"{obj.title} {'★' * obj.difficulty} ({translate_code(obj.category).lower()})"


class NewGameDayForm(GameDayForm):
    """A new game day, whose teams and rounds are created with it. Without a slug it gets one of its own."""

    number = forms.IntegerField(
        label=_lazy("Teams"),
        min_value=0,
        max_value=MOST_TEAMS,
        initial=4,
        help_text=_lazy("They get names, emblems, colours and mottoes that you can change on the next page."),
    )
    scenarios = ScenarioChoices(
        label=_lazy("Scenarios"),
        queryset=Scenario.objects.none(),
        required=False,
        help_text=_lazy("One round each, in this order; the next page has the details."),
    )
    first = SpanField(label=_lazy("First round"), initial="5m", help_text=_lazy("So long after the start."))
    every = SpanField(label=_lazy("Then one every"), initial="20m")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("launch_at", None)  # a new one is a draft first
        self.fields["time_zone"].widget.attrs["data-from-browser"] = "yes" if not self.is_bound else ""
        self.fields["slug"].required = False  # a name in another script than ours makes none
        field: Any = self.fields["scenarios"]
        field.queryset = offered_scenarios()
        field.initial = [scenario.pk for scenario in field.queryset]
        if not field.initial:
            field.help_text = _("None is published yet: run manage.py scenario publish, then open this page again.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, every, duration = (given.get(name) for name in ("first", "every", "duration"))
        rounds = len(given.get("scenarios") or [])
        if first is not None and every is not None and duration and rounds:
            last = first + every * (rounds - 1)
            if last >= duration:
                self.add_error(
                    "every",
                    _(
                        "The last of {rounds} rounds would come after the end of the game day. Make it longer, the "
                        "rounds closer, or choose fewer."
                    ).format(rounds=rounds),
                )
        return given


class TeamForm(ChangedColumnsForm):
    """A team, its colour chosen from the browser's own palette."""

    colour = forms.CharField(
        label=_lazy("Colour"),
        initial="#7c3aed",
        widget=forms.TextInput(attrs={"type": "color"}),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _lazy("A colour is written as #7c3aed."))],
    )

    class Meta:
        model = Team
        fields = ["name", "emblem", "colour", "motto", "position", "seats_open"]
        widgets = {
            "name": forms.TextInput(attrs={"size": 22}),
            "emblem": forms.TextInput(attrs={"size": 3}),
            "motto": forms.TextInput(attrs={"size": 34}),
            "position": forms.NumberInput(attrs={"class": "small-number"}),
        }


class RoundForm(ChangedColumnsForm):
    """A round; once it has opened it stays as it is."""

    starts_after = SpanField(
        label=_lazy("Starts after"), initial=timedelta(minutes=5), help_text=_lazy("After the start.")
    )

    class Meta:
        model = Round
        fields = ["scenario", "starts_after", "swap"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.opened_at:
            for field in self.fields.values():
                field.disabled = True


class LabelledFormSet(BaseInlineFormSet):
    """Rows of a table. The admin shows each label once, over the column, so every field gets its own as well."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = str(field.label or name.replace("_", " ").capitalize())


class TeamFormSet(LabelledFormSet):
    """The teams of a game day, each called by a name of its own."""

    def clean(self) -> None:
        """Tell of two teams with one name, also where they only swap it: their rows are saved one after the other."""
        super().clean()
        old = {form: names.name_key(form.initial.get("name", "")) for form in self.forms}
        new = {form: names.name_key(getattr(form, "cleaned_data", {}).get("name") or "") for form in self.forms}
        for form, key in new.items():
            others = {keys[other] for keys in (old, new) for other in self.forms if other is not form}
            if key and key != old[form] and key in others:
                form.add_error("name", _("Another team here has that name. Choose another, or save one change first."))


class RoundFormSet(LabelledFormSet):
    """The rounds of a game day. One that has opened cannot be deleted."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.opened_at and "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True


class PlayerForm(ChangedColumnsForm):
    """A player. Only teams of the player's own game day can be chosen."""

    skill = forms.IntegerField(
        label=_lazy("Skill"),
        min_value=1,
        max_value=5,
        initial=3,
        help_text=_lazy("1 (new to it) to 5 (could teach it)"),
    )

    class Meta:
        model = Player
        fields = ["gameday", "name", "role", "team", "department", "skill", "newcomer", "locked"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        gameday = given.get("gameday") or (self.instance.gameday if self.instance.pk else None)
        team, name = given.get("team"), given.get("name")
        if gameday and team and team.gameday_id != gameday.pk:
            self.add_error(
                "team",
                _("{team} plays in another game day. Choose a team of {gameday}.").format(team=team, gameday=gameday),
            )
        key = names.name_key(name or "")
        if gameday and key and gameday.players.filter(name_key=key).exclude(pk=self.instance.pk).exists():
            told = _("There is a {name} in {gameday} already. Add an initial.")
            self.add_error("name", told.format(name=name, gameday=gameday))
        return given


class ImportForm(forms.Form):
    """A list of players: a file, or pasted text."""

    file = forms.FileField(
        required=False, label=_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"})
    )
    text = forms.CharField(
        required=False,
        label=_lazy("Or paste it here"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not (given.get("text") or "").strip():
            raise ValidationError(_("Choose a file or paste the list."))
        return given


class MoveForm(forms.Form):
    """The team to which chosen players move."""

    team = forms.ModelChoiceField(
        label=_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=_lazy("No team")
    )

    def __init__(self, *args: Any, gameday: GameDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = gameday.teams.all()
