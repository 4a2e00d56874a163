"""Every name and explanation that the desk shows of a column, a table or a form is in the reader's language."""

import pytest
from django import forms
from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise

from gameday.admin import forms as desk
from gameday.models import GameDay
from gameday.people import forms as people
from scoring.pages.control import forms as control

OURS = [model for name in ("gameday", "scenarios", "scoring") for model in apps.get_app_config(name).get_models()]
FORMS = [
    form
    for module in (desk, people, control)
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.__name__
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_column_and_table_has_a_label(model):
    columns = [
        column for column in model._meta.local_fields + model._meta.local_many_to_many if not column.auto_created
    ]
    assert [column.name for column in columns if not isinstance(column._verbose_name, Promise)] == []
    assert [column.name for column in columns if column.help_text and not isinstance(column.help_text, Promise)] == []
    for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
        assert isinstance(name, Promise)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_field_of_a_form_has_a_label(form):
    assert [name for name, field in form.base_fields.items() if not field.label] == []


def test_a_form_and_a_table_speak_french():
    with translation.override("fr"):
        assert [str(desk.GameDayForm().fields[name].label) for name in ("name", "duration")] == ["Nom", "Durée"]
        assert str(GameDay._meta.verbose_name_plural) == "journées"
