"""Each rule against numbers worked out by hand: what is praised, in which words, and what is passed over in silence."""

from datetime import timedelta

import pytest

from gameday.models.choices import IncidentState, NoteVerdict, Role
from scoring.afterwards.awards.polite_words import count_kind_words
from scoring.afterwards.awards.rules import RULES
from scoring.afterwards.awards.team_day import Happiness, Keys
from scoring.afterwards.figures.shapes import ActsOn, Collaboration, HintRecap, Hypothesis, Meeting
from scoring.models import AwardKind
from tests.afterwards.awards.days import day_of, incident
from tests.making import NOW

MINUTE = timedelta(minutes=1)


def acts(dev: int, ops: int) -> tuple[ActsOn, ...]:
    return (ActsOn(Role.DEV, "storefront", dev), ActsOn(Role.OPS, "db", ops))


def ideas(*verdicts: str) -> tuple[Hypothesis, ...]:
    return tuple(Hypothesis("It is the hay", Role.DEV, NOW, verdict, None) for verdict in verdicts)


PRAISED = [
    (AwardKind.COMEBACK, day_of(places=(1, 6, 4), recap={"place": 2}), "From place 6 up to place 2."),
    (
        AwardKind.TWO_KEYS,
        day_of(keys=Keys(1, 0, timedelta(seconds=3), "The sleepy shop")),
        "Both keys of “The sleepy shop” turned 3 seconds apart.",
    ),
    (AwardKind.POLITE_CHAT, day_of(kind_words=1), "1 kind word in the chat."),
    (AwardKind.HAY_LOFT, day_of(disk_mb=0), "A whole day, and only 0 MB of hay on the floor."),
    (
        AwardKind.FIRST_HINT,
        day_of(asked_first=12 * MINUTE),
        "The first hint of the day, after 12 minutes: asking is a skill.",
    ),
    (
        AwardKind.LONG_NAP,
        day_of(recap={"incidents": (incident(to_recover=3 * MINUTE), incident(to_recover=14 * MINUTE))}),
        "“The sleepy shop” napped for 14 minutes, and they woke it all the same.",
    ),
    (
        AwardKind.LISTENERS,
        day_of(recap={"collaboration": Collaboration(hand_overs=7)}),
        "The reins went from one seat to the other 7 times.",
    ),
    (
        AwardKind.QUICK_EARS,
        day_of(recap={"incidents": (incident(to_acknowledge=timedelta(seconds=9)), incident(to_acknowledge=MINUTE))}),
        "9 seconds after “The sleepy shop” went off they were on it.",
    ),
    (
        AwardKind.STEADY_SHOP,
        day_of(happiness=Happiness(0.999, None)),
        "99 % of the customers' journeys went as they should.",
    ),
    (
        AwardKind.HAPPY_HOUR,
        day_of(happiness=Happiness(0.2, 0.75)),
        "75 % happy journeys in the last 60 minutes.",
    ),
    (
        AwardKind.BRAVE_IDEAS,
        day_of(recap={"incidents": (incident(hypotheses=ideas(NoteVerdict.REFUTED, NoteVerdict.REFUTED, "")),)}),
        "2 ideas ruled out, to make room for the right one.",
    ),
    (
        AwardKind.TIDY_NOTES,
        day_of(recap={"incidents": (incident(hypotheses=ideas(NoteVerdict.REFUTED, NoteVerdict.CONFIRMED, "")),)}),
        "2 of 3 hypotheses have their verdict written beside them.",
    ),
    (AwardKind.CAREFUL_RELEASE, day_of(keys=Keys(2, 0)), "2 releases, and no key was turned in vain."),
    (
        AwardKind.FAR_APART,
        day_of(recap={"incidents": (incident(meeting=Meeting(met_at=NOW, minutes=11.5)),)}),
        "11 minutes on two sides of “The sleepy shop”, and then both halves met.",
    ),
    (AwardKind.FIRST_TRY, day_of(right_at_once=4), "4 questions answered right the first time."),
    (AwardKind.LIVELY_CHAT, day_of(chat_lines=90), "90 lines of chat, and the horses joined in."),
    (AwardKind.FIRE_BRIGADE, day_of(recap={"incidents": (incident(), incident())}), "2 fires put out."),
    (
        AwardKind.OWN_HOOVES,
        day_of(recap={"incidents": (incident(), incident(hints=(HintRecap(0, NOW, 5, False),)))}),
        "1 incident mended without a single hint.",
    ),
    (
        AwardKind.PHOTO_FINISH,
        day_of(recap={"incidents": (incident(), incident(spare=timedelta(seconds=20)))}),
        "“The sleepy shop” was mended with 20 seconds to spare.",
    ),
    (
        AwardKind.EVEN_HALVES,
        day_of(recap={"incidents": (incident(acts=acts(6, 2)), incident(acts=acts(0, 2)))}),
        "6 acts by Dev and 4 by Ops: both halves pulled.",
    ),
    (AwardKind.CURIOUS, day_of(terminals=3), "3 terminals opened, to see for themselves."),
    (AwardKind.BLACKSMITHS, day_of(workshop_acts=12), "The workshop's anvil rang 12 times."),
    (AwardKind.NEVER_GAVE_UP, day_of(calls=5), "5 calls for the referee: always worth another look."),
    (AwardKind.GOOD_COMPANY, day_of(), "2 riders in one stable, and the unicorns were never alone."),
]
# What would sound like mockery, or what did not happen at all.
PASSED_OVER = [
    (AwardKind.COMEBACK, day_of(places=(1, 2, 3), recap={"place": 3}), "went down"),
    (AwardKind.STEADY_SHOP, day_of(happiness=Happiness(0.4, None)), "a shop that failed most of its customers"),
    (
        AwardKind.TIDY_NOTES,
        day_of(recap={"incidents": (incident(hypotheses=ideas("", "", NoteVerdict.REFUTED)),)}),
        "untidy",
    ),
    (AwardKind.CAREFUL_RELEASE, day_of(keys=Keys(3, 1)), "a key that fell back"),
    (AwardKind.PHOTO_FINISH, day_of(recap={"incidents": (incident(spare=6 * MINUTE),)}), "there was time"),
    (AwardKind.PHOTO_FINISH, day_of(recap={"incidents": (incident(IncidentState.EXPIRED, timedelta()),)}), "too late"),
    (AwardKind.EVEN_HALVES, day_of(recap={"incidents": (incident(acts=acts(9, 1)),)}), "one seat did nearly all"),
    (
        AwardKind.LONG_NAP,
        day_of(recap={"incidents": (incident(IncidentState.EXPIRED, to_recover=MINUTE),)}),
        "never woke",
    ),
    (AwardKind.FIRE_BRIGADE, day_of(recap={"incidents": (incident(voided=True),)}), "counts for nobody"),
]


@pytest.mark.parametrize(("kind", "day", "sentence"), PRAISED, ids=[kind for kind, *_ in PRAISED])
def test_an_award_says_the_number_behind_it(kind, day, sentence):
    found = RULES[kind](day)
    assert found is not None
    assert found.reason == sentence


@pytest.mark.parametrize(("kind", "day", "why"), PASSED_OVER, ids=[f"{kind}: {why}" for kind, _, why in PASSED_OVER])
def test_what_is_nothing_to_praise_is_passed_over(kind, day, why):
    assert RULES[kind](day) is None


def test_a_team_that_did_nothing_is_praised_for_its_company_alone():
    found = {kind for kind, rule in RULES.items() if rule(day_of()) is not None}
    assert found == {AwardKind.GOOD_COMPANY}


def test_every_kind_but_the_facilitators_own_has_a_rule_and_an_example():
    assert set(RULES) == set(AwardKind) - {AwardKind.CUSTOM}
    assert {kind for kind, *_ in PRAISED} == set(RULES)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Please look at db. Thank you!", 2),
        ("Merci, s’il te plaît", 2),
        ("Désolée… bitte, danke", 3),
        ("¡Gracias! Por favor, perdón", 3),
        ("The pleased horse unthanked nobody", 0),
        ("", 0),
    ],
)
def test_kind_words_are_counted_in_four_languages(text, number):
    assert count_kind_words(text) == number
