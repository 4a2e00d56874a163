"""Spans of time as people read them."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext

from gameday.language.spans import write_span


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0m"), (59.9, "59s"), (432, "7m 12s"), (5400, "1h 30m"), (90061, "1d 1h 1m 1s")]
)
def test_span_names_its_units(seconds, said):
    assert write_span(timedelta(seconds=seconds)) == said


def test_a_page_writes_a_span_in_the_language_of_its_reader():
    with translation.override("fr"):
        shown = Template("{% load words %}{{ left|span }}").render(Context({"left": timedelta(seconds=99)}))
        unit = gettext("{minutes}m")
    assert shown.startswith(unit.format(minutes=1))
