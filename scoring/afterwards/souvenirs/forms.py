"""The small form in which a player says what stands on their certificate."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _lazy

from gameday import names
from scoring.models import Keepsake


class KeepsakeForm(forms.ModelForm):
    """“Learned … from …”. Both may stay empty; team mates are offered, and any other name may be typed."""

    class Meta:
        model = Keepsake
        fields = ["learned", "learned_from"]
        labels = {"learned": _lazy("What did you learn?"), "learned_from": _lazy("From whom?")}
        widgets = {
            "learned": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            "learned_from": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "list": "team-mates"}),
        }

    def clean_learned(self) -> str:
        """One line that everybody can see, by the rule for names."""
        said = self.cleaned_data["learned"]
        longest = Keepsake._meta.get_field("learned").max_length or 0
        try:
            return names.clean_name(said, longest) if said.strip() else ""
        except names.ImpossibleName as impossible:
            raise ValidationError(str(impossible)) from None
