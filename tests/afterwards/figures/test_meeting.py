"""When the halves met, against numbers worked out by hand: reference.csv says what was done and what must come out."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from gameday.models.choices import Role
from scenarios import publishing
from scenarios.document import parse
from scenarios.document.facts import words
from scoring.afterwards.figures import cards, meeting
from scoring.afterwards.figures.meeting import Deed, Span
from scoring.afterwards.figures.shapes import Meeting
from scoring.ledger.game_time import Pauses
from tests import making
from tests.afterwards.played_day import at

DEEDS = ("act", "word", "repository", "typed")
FIGURES = ("met_at", "by_seat", "on", "minutes", "hand_overs", "longest_silence", "silent_seat")
CASES: dict[str, list[dict[str, str]]] = defaultdict(list)
for row in csv.DictReader((Path(__file__).parent / "reference.csv").open()):
    CASES[row["case"]].append(row)


def told_of(case: str) -> Meeting:
    lines = defaultdict(list)
    for line in CASES[case]:
        lines[line["what"]].append(line)
    pauses = Pauses([(at(float(line["at"])), at(float(line["until"]))) for line in lines["pause"]])
    [span] = lines["span"]
    return meeting.how_they_worked(
        [deed_of(line) for what in DEEDS for line in lines[what]],
        Span(at(float(span["at"])), at(float(span["until"])), pauses),
        {seat: {words(f["text"]): f["text"] for f in lines["fact"] if f["seat"] == seat} for seat in Role},
        {line["seat"] for line in lines["taken"]} or set(Role),
        cards_shared=bool(lines["shared"]),
        both_keys=False,
    )


def deed_of(line: dict[str, str]) -> Deed:
    what = line["what"]
    kind = {name: what == name for name in ("word", "repository", "typed")}
    return Deed(at(float(line["at"])), line["seat"], line["service"], text=line["text"], **kind)


@pytest.mark.parametrize("case", CASES)
def test_the_numbers_are_those_worked_out_by_hand(case):
    told = told_of(case)
    expected = {line["what"]: line["expected"] for line in CASES[case] if line["what"] in FIGURES}
    found = {
        "met_at": f"{(told.met_at - at(0)).total_seconds():g}" if told.met_at else "",
        "by_seat": told.by_seat,
        "on": told.on,
        "minutes": "" if told.minutes is None else f"{told.minutes:g}",
        "hand_overs": str(told.hand_overs),
        "longest_silence": "" if told.longest_silence is None else f"{told.longest_silence.total_seconds():g}",
        "silent_seat": told.silent_seat,
    }
    assert found == expected


def test_what_only_one_card_names_is_a_fact_and_what_everybody_reads_is_none():
    document = parse.Document.model_validate(
        making.DOCUMENT
        | {
            "title": "The shop and its cache",
            "briefing": {
                "dev": "`top` shows `sv status` on storefront. Ask about the cache. “A calmer journal” wrote storefront/spool.py.",
                "ops": "storefront sleeps beside db: pg_stat_activity says so, and cache; workbench does not.",
            },
        }
    )
    told = cards.facts_of(document)
    # storefront stands on both cards, cache in the title; workbench is everybody's; "top" is a word that people say anyhow.
    assert set(told[Role.DEV].values()) == {"sv status", "A calmer journal", "storefront/spool.py", "spool.py"}
    assert set(told[Role.OPS].values()) == {"db", "pg_stat_activity"}


def test_facts_that_the_scenario_names_stand_in_place_of_those_that_are_found():
    changes = {
        "briefing": {"dev": "Read storefront/spool.py.", "ops": "Ask `sv status` of the supervisor."},
        "tells": {"ops": ["Supervisor"]},
    }
    told = cards.facts_of(parse.Document.model_validate(making.DOCUMENT | changes))
    assert told[Role.OPS] == {" supervisor ": "Supervisor"}
    # Dev's are not named, and are found.
    assert set(told[Role.DEV].values()) == {"storefront", "storefront/spool.py", "spool.py"}


def test_the_right_answer_belongs_to_the_seat_that_alone_can_learn_it():
    named = making.DOCUMENT["objectives"][0] | {"accept": ["the gate", "42"]}
    for changes, owner in (
        ({"needs": ["dev"]}, Role.DEV),
        ({"needs": [], "learned_from": {"card": "ops"}}, Role.OPS),
        ({"needs": [], "learned_from": {"on": "db", "run": "true"}}, Role.OPS),
        ({"needs": ["dev", "ops"], "learned_from": {"on": "storefront", "run": "true"}}, None),
    ):
        document = parse.Document.model_validate(making.DOCUMENT | {"objectives": [named | changes]})
        told = cards.facts_of(document)
        assert {seat for seat in Role if "the gate" in told[seat].values()} == ({owner} if owner else set())
        assert all("42" not in facts.values() for facts in told.values())  # it would be found in any line


def test_in_every_scenario_of_the_library_each_seat_has_something_to_tell():
    for folder in publishing.library_folders():
        document = publishing.read_source(folder).document
        told = cards.facts_of(document)
        assert {seat: list(told[seat].values()) for seat in Role} == document.tells, folder.name
