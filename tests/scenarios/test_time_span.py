"""Spans of time: forms, commands and documents read the same words as the same time."""

import re
from argparse import ArgumentTypeError
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from gameday.admin.spans import SpanField
from gameday.management.commands.gameday import _span
from scenarios import publishing, time_span
from scenarios.document import parse, vocabulary, yaml_reader

MEANT = [
    ("2h", 7200),
    ("1h 30m", 5400),
    ("1h30m", 5400),
    ("90 min", 5400),
    ("90 minutes", 5400),
    ("1.5 hours", 5400),
    ("1:30", 5400),
    ("1:30:30", 5430),
    ("45s", 45),
    ("1d", 86400),
    ("2 hrs 5 mins", 7500),
    ("0m", 0),
    ("0", 0),
]
NONE = ["long", "-5m", "1h and a bit", "1:75", "5 months", "5ms", "", "m", "99999999:00"]
PATTERN = parse.document_schema()["$defs"]["Verify"]["properties"]["within"]["anyOf"][1]["pattern"]


@pytest.mark.parametrize(("text", "seconds"), MEANT)
def test_a_span_means_the_same_in_a_form_a_command_and_a_document(text, seconds):
    assert SpanField().clean(text) == _span(text) == timedelta(seconds=seconds)
    assert vocabulary.seconds(text) == seconds
    assert re.search(PATTERN, text)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_span_is_refused_by_each_of_them(text):
    for door, refusal in (
        (SpanField().clean, ValidationError),
        (_span, ArgumentTypeError),
        (vocabulary.seconds, ValueError),
    ):
        with pytest.raises(refusal):
            door(text)
    assert not re.search(PATTERN, text)


def test_a_number_without_its_unit_could_be_minutes_as_well_as_seconds():
    for door, refusal in ((SpanField().clean, ValidationError), (_span, ArgumentTypeError)):
        with pytest.raises(refusal, match="5m are five minutes, 5s are five seconds"):
            door("5")


def test_in_a_document_a_bare_number_is_seconds():
    assert vocabulary.seconds("90") == vocabulary.seconds(90) == 90.0


@given(st.integers(0, 30 * 86400))
def test_a_span_is_read_as_it_was_written(seconds):
    span = timedelta(seconds=seconds)
    assert time_span.read_time_span(time_span.write_time_span(span)) == span


def plainly(value: object) -> float:
    """What a number with one letter has always meant in a document."""
    number, unit = re.fullmatch(r"([\d.]+)([smh]?)", str(value)).groups()
    return float(number) * {"": 1, "s": 1, "m": 60, "h": 3600}[unit]


def durations(value: object, name: str = "") -> list[object]:
    """Every duration of a document, as it is written."""
    if isinstance(value, dict):
        return [each for key, inner in value.items() if key != "with" for each in durations(inner, key)]
    if isinstance(value, list):
        return [each for inner in value for each in durations(inner)]
    return [value] if name in parse.DURATIONS else []


def test_every_duration_of_the_library_means_what_it_always_meant():
    files = [folder / publishing.FILE for folder in publishing.library_folders()]
    written = [each for file in files for each in durations(yaml_reader.read_yaml(file.read_text()).value)]
    assert len(written) > 100
    assert [vocabulary.seconds(each) for each in written] == [plainly(each) for each in written]
