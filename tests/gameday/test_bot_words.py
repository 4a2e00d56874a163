"""What bots say: in every scenario of the library each seat has something to tell, and the other one takes it up."""

import pytest

from gameday.models.choices import Role
from gameday.operations import bot_words
from scenarios import publishing
from scenarios.document.facts import words
from scoring.afterwards.figures import cards

SOURCES = [publishing.read_source(folder) for folder in publishing.library_folders()]


@pytest.mark.parametrize("seat", Role)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.document.id)
def test_each_seat_tells_a_whole_sentence_of_its_card_and_the_other_seat_takes_it_up(source, seat):
    told = bot_words.told_of_card(source.document, seat)
    assert told.endswith((".", "!", "?", ":", '"')), told
    fact = bot_words.fact_taken_up(source.document, seat.other, ["Good morning.", told])
    assert words(fact) in cards.facts_of(source.document)[seat]  # so that the figures see the halves meet


def test_a_line_that_tells_nothing_is_not_taken_up():
    assert bot_words.fact_taken_up(SOURCES[0].document, Role.DEV, ["Good morning.", ""]) == ""
