"""The rules of awards, one a kind: what a team did, how much of it, and the sentence with the number behind it.

Pure. A rule returns nothing where there is nothing to praise: no sentence here may hurt anybody. Sentences are written in
the active language.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.models.choices import NoteVerdict, Role
from gameday.names import isolate
from scoring.afterwards.awards.findings import MOSTLY, Finding, counted, share_found, spell_span, title_of
from scoring.afterwards.awards.team_day import AwardCandidate
from scoring.models import AwardKind

EVEN = 0.3  # of all acts, by the seat that did less
LAST_MINUTES = timedelta(minutes=5)  # before a deadline


Rule = Callable[[AwardCandidate], Finding | None]


def comeback(day: AwardCandidate) -> Finding | None:
    worst = max(day.places, default=0)
    climbed = worst - day.recap.place
    if climbed < 1:
        return None
    return Finding(climbed, _("From place {worst} up to place {place}.").format(worst=worst, place=day.recap.place))


def two_keys(day: AwardCandidate) -> Finding | None:
    if day.keys.apart is None:
        return None
    reason = _("Both keys of “{scenario}” turned {span} apart.")
    return Finding(
        -day.keys.apart.total_seconds(),
        reason.format(scenario=isolate(day.keys.title), span=spell_span(day.keys.apart)),
    )


def polite_chat(day: AwardCandidate) -> Finding | None:
    return counted(
        day.kind_words,
        ngettext("{number} kind word in the chat.", "{number} kind words in the chat.", day.kind_words),
    )


def hay_loft(day: AwardCandidate) -> Finding | None:
    if day.disk_mb is None:
        return None
    return Finding(-day.disk_mb, _("A whole day, and only {mb} MB of hay on the floor.").format(mb=day.disk_mb))


def first_hint(day: AwardCandidate) -> Finding | None:
    if day.asked_first is None:
        return None
    reason = _("The first hint of the day, after {span}: asking is a skill.")
    return Finding(1, reason.format(span=spell_span(day.asked_first)))


def long_nap(day: AwardCandidate) -> Finding | None:
    slept = [(each.to_recover, each) for each in day.resolved if each.to_recover]
    if not slept:
        return None
    longest, recap = max(slept, key=lambda pair: pair[0])
    reason = _("“{scenario}” napped for {span}, and they woke it all the same.")
    return Finding(longest.total_seconds(), reason.format(scenario=title_of(recap), span=spell_span(longest)))


def listeners(day: AwardCandidate) -> Finding | None:
    number = day.recap.collaboration.hand_overs
    return counted(
        number,
        ngettext(
            "The reins went from one seat to the other {number} time.",
            "The reins went from one seat to the other {number} times.",
            number,
        ),
        least=2,
    )


def quick_ears(day: AwardCandidate) -> Finding | None:
    noticed = [(each.to_acknowledge, each) for each in day.incidents if each.to_acknowledge is not None]
    if not noticed:
        return None
    quickest, recap = min(noticed, key=lambda pair: pair[0])
    reason = _("{span} after “{scenario}” went off they were on it.")
    return Finding(-quickest.total_seconds(), reason.format(scenario=title_of(recap), span=spell_span(quickest)))


def steady_shop(day: AwardCandidate) -> Finding | None:
    return share_found(day.happiness.whole_day, _("{share} of the customers' journeys went as they should."))


def happy_hour(day: AwardCandidate) -> Finding | None:
    reason = _("{share} happy journeys in the last {span}.")
    return share_found(day.happiness.last_stretch, reason, span=spell_span(day.last_stretch))


def brave_ideas(day: AwardCandidate) -> Finding | None:
    number = _verdicts(day)[NoteVerdict.REFUTED]
    return counted(
        number,
        ngettext(
            "{number} idea ruled out, to make room for the right one.",
            "{number} ideas ruled out, to make room for the right one.",
            number,
        ),
    )


def tidy_notes(day: AwardCandidate) -> Finding | None:
    verdicts = _verdicts(day)
    judged = verdicts[NoteVerdict.CONFIRMED] + verdicts[NoteVerdict.REFUTED]
    everything = judged + verdicts[""]
    if judged < max(1, everything * MOSTLY):
        return None
    reason = ngettext(
        "{judged} of {number} hypothesis has its verdict written beside it.",
        "{judged} of {number} hypotheses have their verdict written beside them.",
        everything,
    )
    return Finding(judged / everything + judged / 1000, reason.format(judged=judged, number=everything))


def careful_release(day: AwardCandidate) -> Finding | None:
    number = day.keys.releases if not day.keys.in_vain else 0
    return counted(
        number,
        ngettext(
            "{number} release, and no key was turned in vain.",
            "{number} releases, and no key was turned in vain.",
            number,
        ),
    )


def far_apart(day: AwardCandidate) -> Finding | None:
    met = [(each.meeting.minutes, each) for each in day.incidents if each.meeting.minutes is not None]
    if not met:
        return None
    longest, recap = max(met, key=lambda pair: pair[0])
    span = timedelta(minutes=longest)
    reason = _("{span} on two sides of “{scenario}”, and then both halves met.")
    return Finding(longest, reason.format(scenario=title_of(recap), span=spell_span(span)))


def first_try(day: AwardCandidate) -> Finding | None:
    return counted(
        day.right_at_once,
        ngettext(
            "{number} question answered right the first time.",
            "{number} questions answered right the first time.",
            day.right_at_once,
        ),
    )


def lively_chat(day: AwardCandidate) -> Finding | None:
    return counted(
        day.chat_lines,
        ngettext("{number} line of chat.", "{number} lines of chat, and the horses joined in.", day.chat_lines),
        least=5,
    )


def fire_brigade(day: AwardCandidate) -> Finding | None:
    number = len(day.resolved)
    return counted(number, ngettext("{number} fire put out.", "{number} fires put out.", number))


def own_hooves(day: AwardCandidate) -> Finding | None:
    number = sum(not each.hints for each in day.resolved)
    return counted(
        number,
        ngettext(
            "{number} incident mended without a single hint.",
            "{number} incidents mended without a single hint.",
            number,
        ),
    )


def photo_finish(day: AwardCandidate) -> Finding | None:
    left = [
        (each.incident.expires_at - each.ended_at, each)
        for each in day.resolved
        if each.incident.expires_at and each.ended_at and timedelta() <= each.incident.expires_at - each.ended_at
    ]
    least, recap = min(left, key=lambda pair: pair[0], default=(LAST_MINUTES * 2, None))
    if recap is None or least > LAST_MINUTES:
        return None
    reason = _("“{scenario}” was mended with {span} to spare.")
    return Finding(-least.total_seconds(), reason.format(scenario=title_of(recap), span=spell_span(least)))


def even_halves(day: AwardCandidate) -> Finding | None:
    acts = dict.fromkeys(Role, 0)
    for each in day.incidents:
        for done in each.acts:
            if done.seat in acts:
                acts[Role(done.seat)] += done.count
    everything = sum(acts.values())
    if not everything or min(acts.values()) < EVEN * everything:
        return None
    reason = _("{dev} acts by Dev and {ops} by Ops: both halves pulled.")
    return Finding(min(acts.values()) / everything, reason.format(dev=acts[Role.DEV], ops=acts[Role.OPS]))


def curious(day: AwardCandidate) -> Finding | None:
    return counted(
        day.terminals,
        ngettext(
            "{number} terminal opened, to see for themselves.",
            "{number} terminals opened, to see for themselves.",
            day.terminals,
        ),
    )


def blacksmiths(day: AwardCandidate) -> Finding | None:
    number = day.workshop_acts
    return counted(
        number,
        ngettext("The workshop's anvil rang {number} time.", "The workshop's anvil rang {number} times.", number),
        least=2,
    )


def never_gave_up(day: AwardCandidate) -> Finding | None:
    return counted(
        day.calls,
        ngettext(
            "{number} call for the referee: worth another look.",
            "{number} calls for the referee: always worth another look.",
            day.calls,
        ),
        least=2,
    )


def good_company(day: AwardCandidate) -> Finding | None:
    """Fits every team with players: what they did together is that they came."""
    reason = ngettext(
        "{number} rider, and the unicorns were never alone.",
        "{number} riders in one stable, and the unicorns were never alone.",
        day.players,
    )
    return counted(day.players, reason)


RULES: dict[AwardKind, Rule] = {
    AwardKind.COMEBACK: comeback,
    AwardKind.TWO_KEYS: two_keys,
    AwardKind.POLITE_CHAT: polite_chat,
    AwardKind.HAY_LOFT: hay_loft,
    AwardKind.FIRST_HINT: first_hint,
    AwardKind.LONG_NAP: long_nap,
    AwardKind.LISTENERS: listeners,
    AwardKind.QUICK_EARS: quick_ears,
    AwardKind.STEADY_SHOP: steady_shop,
    AwardKind.BRAVE_IDEAS: brave_ideas,
    AwardKind.TIDY_NOTES: tidy_notes,
    AwardKind.HAPPY_HOUR: happy_hour,
    AwardKind.CAREFUL_RELEASE: careful_release,
    AwardKind.FAR_APART: far_apart,
    AwardKind.FIRST_TRY: first_try,
    AwardKind.LIVELY_CHAT: lively_chat,
    AwardKind.FIRE_BRIGADE: fire_brigade,
    AwardKind.OWN_HOOVES: own_hooves,
    AwardKind.PHOTO_FINISH: photo_finish,
    AwardKind.EVEN_HALVES: even_halves,
    AwardKind.CURIOUS: curious,
    AwardKind.BLACKSMITHS: blacksmiths,
    AwardKind.NEVER_GAVE_UP: never_gave_up,
    AwardKind.GOOD_COMPANY: good_company,
}


def _verdicts(day: AwardCandidate) -> dict[str, int]:
    """How many hypotheses have which verdict; none: an empty text."""
    found = dict.fromkeys(("", *NoteVerdict), 0)
    for each in day.incidents:
        for idea in each.hypotheses:
            found[idea.verdict] += 1
    return found
