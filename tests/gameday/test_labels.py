"""The desk's columns and tables in the reader's language."""

import pytest
from django.apps import apps
from django.utils import translation

from gameday.admin.forms import GameDayForm
from gameday.language import labels
from gameday.models import GameDay

OURS = [model for model in apps.get_models() if model._meta.app_label in labels.APPS]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_column_and_table_has_a_label(model):
    columns = [
        column for column in model._meta.local_fields + model._meta.local_many_to_many if not column.auto_created
    ]
    derived = [column.name.replace("_", " ") for column in columns if not column._verbose_name]
    assert [name for name in derived if name not in labels.LABELS] == []
    for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
        assert str(name) in map(str, labels.LABELS.values())


def test_a_form_and_a_table_speak_french():
    with translation.override("fr"):
        assert [str(GameDayForm().fields[name].label) for name in ("name", "duration")] == ["Nom", "Durée"]
        assert str(GameDay._meta.verbose_name_plural) == "journées"
