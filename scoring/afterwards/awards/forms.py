"""The form with which a facilitator says what an award is for: one of the kinds that fit, or their own words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from scenarios.refusal import Refused
from scoring.afterwards.awards.changing import AwardWording, Option
from scoring.afterwards.awards.choosing import LONGEST_REASON
from scoring.models import AwardKind


class WordingForm(forms.Form):
    title = forms.CharField(label=_lazy("Title"), max_length=80, required=False)
    reason = forms.CharField(label=_lazy("What in their day it is for"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, options: Sequence[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = {option.wording.kind: option for option in options}
        kinds = [(kind.value, kind.label) for kind in (*self.options, AwardKind.CUSTOM)]
        self.fields["kind"] = forms.ChoiceField(label=_("Award"), choices=kinds)

    def clean(self) -> dict[str, Any]:
        """A title and a reason belong to an award that is written; the others have their own."""
        told = super().clean() or {}
        written = told.get("kind") == AwardKind.CUSTOM
        for name in ("title", "reason") if written else ():
            if not told.get(name):
                self.add_error(name, _("Write one."))
        return told

    def wording(self) -> AwardWording:
        """What the facilitator has chosen. Raises Refused."""
        if not self.is_valid():
            about = {name: f"{field.label}: " for name, field in self.fields.items()}
            wrong = " ".join(f"{about.get(name, '')}{' '.join(map(str, told))}" for name, told in self.errors.items())
            raise Refused(_("Nothing was changed. {wrong}").format(wrong=wrong))
        kind = AwardKind(self.cleaned_data["kind"])
        if kind == AwardKind.CUSTOM:
            return AwardWording(kind, self.cleaned_data["reason"], self.cleaned_data["title"])
        return self.options[kind].wording
