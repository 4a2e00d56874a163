"""The schedule as a whole: what overlaps or lies behind is refused, and of two who save nobody loses anything."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gameday.event import scheduling, timeline
from gameday.event.scheduling import ChangedMeanwhile, DraftBlock, FaultySchedule, ScheduleDraft
from gameday.models import GameDay, Round
from scenarios.refusal import Refused
from tests.making import NOW, make_round
from tests.preparing.conftest import MINUTE
from tests.reading import read_page


def draft_of(gameday, now=NOW) -> ScheduleDraft:
    """The schedule as an editor would send it, if nothing was moved."""
    line = timeline.read_timeline(gameday, now)
    blocks = [
        DraftBlock(
            kind=one.kind,
            at=one.at,
            lasts=0 if one.is_round else one.lasts,
            factor=one.factor,
            scenario=one.scenario,
            row=one.row,
            swap=one.swap,
        )
        for one in line.blocks
    ]
    return ScheduleDraft(base=line.digest, length=line.length, blocks=blocks)


def save(gameday, draft, now=NOW):
    scheduling.save_schedule(gameday, draft, by="Ada", now=now)


def planned(gameday, now=NOW):
    """(kind, minute of the plan) of everything, in order."""
    return [(one.kind, one.at / 60) for one in timeline.read_timeline(gameday, now).blocks]


@pytest.fixture
def running(gameday) -> GameDay:
    """Forty minutes after its start: the first two rounds have opened."""
    GameDay.objects.filter(pk=gameday.pk).update(state="running", started_at=NOW - 40 * MINUTE)
    gameday.rounds.filter(starts_after__lte=30 * MINUTE).update(opened_at=NOW)
    gameday.refresh_from_db()
    return gameday


class TestTwoKindsOfTime:
    def test_the_plan_has_the_break_in_it_and_the_rows_have_not(self, gameday):
        assert planned(gameday) == [("round", 5), ("round", 30), ("break", 45), ("round", 75), ("freeze", 110)]
        assert timeline.read_timeline(gameday, NOW).length == 120 * 60

    @given(
        st.lists(st.tuples(st.integers(1, 400), st.integers(1, 90)), max_size=5, unique_by=lambda one: one[0]),
        st.integers(0, 900),
    )
    def test_outside_of_breaks_game_time_leads_back_to_the_plan(self, breaks, at):
        on_plan = [
            (timeline.plan_time(game, [one for one in breaks if one[0] < game]), lasts) for game, lasts in breaks
        ]
        inside = any(begins <= at < begins + lasts for begins, lasts in on_plan)
        game = timeline.game_time(at, on_plan)
        assert inside or timeline.plan_time(game, breaks) == at


class TestTheClock:
    def start(self, gameday):
        gameday.refresh_from_db()
        return timeline.read_timeline(gameday, NOW).start

    def test_it_is_the_planned_start_until_somebody_presses_start(self, gameday):
        GameDay.objects.update(planned_start=NOW)
        assert self.start(gameday) == NOW

    def test_pauses_that_were_not_planned_move_what_is_to_come(self, running):
        GameDay.objects.update(started_at=NOW - 60 * MINUTE, paused_for=10 * MINUTE)
        assert self.start(running) == NOW - 50 * MINUTE

    def test_a_break_that_was_ended_early_brings_it_forward(self, running):
        running.marks.filter(kind="break").update(done_at=NOW)
        GameDay.objects.update(started_at=NOW - 60 * MINUTE, paused_for=5 * MINUTE)
        assert self.start(running) == NOW - 70 * MINUTE

    def test_in_a_break_it_is_as_planned(self, running):
        running.marks.filter(kind="break").update(done_at=NOW)
        GameDay.objects.update(started_at=NOW - 45 * MINUTE, resume_at=NOW + 15 * MINUTE, state="paused", paused_at=NOW)
        assert self.start(running) == NOW - 45 * MINUTE


class TestSaving:
    def test_what_was_not_moved_stays_as_it_was(self, gameday):
        before = planned(gameday), list(gameday.rounds.values()), list(gameday.marks.values())
        save(gameday, draft_of(gameday))
        assert (planned(gameday), list(gameday.rounds.values()), list(gameday.marks.values())) == before
        assert GameDay.objects.get().schedule_saved_by == "Ada"

    def test_things_are_moved_added_and_taken_out_at_once(self, gameday, library):
        draft = draft_of(gameday)
        first, _second, pause, third, _curtain = draft.blocks
        first.at, first.swap, pause.at, pause.lasts, third.at = 600, True, 50 * 60, 600, 90 * 60
        new = DraftBlock(kind="round", at=65 * 60, scenario=library[5].pk)
        draft.blocks, draft.length = [first, pause, third, new], 110 * 60
        save(gameday, draft)
        assert planned(gameday) == [("round", 10), ("break", 50), ("round", 65), ("round", 90)]
        assert [(one.scenario, one.swap) for one in gameday.rounds.all()] == [
            (library[0], True),
            (library[5], False),
            (library[2], False),
        ]
        assert GameDay.objects.get().duration == 100 * MINUTE

    def test_other_rounds_are_not_counted_twice_when_a_break_comes_in(self, gameday):
        draft = draft_of(gameday)
        draft.blocks.append(DraftBlock(kind="break", at=20 * 60, lasts=300))
        save(gameday, draft)
        assert gameday.rounds.all()[2].starts_after == 55 * MINUTE  # 75 minutes of the plan, 20 of them breaks
        assert planned(gameday)[3] == ("break", 45)


class TestRushHours:
    def rush(self, at, lasts=20, factor=3):
        return DraftBlock(kind="rush", at=at * 60, lasts=lasts * 60, factor=factor)

    def save(self, gameday, *rushes):
        draft = draft_of(gameday)
        draft.blocks += rushes
        save(gameday, draft)
        gameday.refresh_from_db()

    def complaints(self, gameday, *rushes):
        with pytest.raises(FaultySchedule) as refused:
            self.save(gameday, *rushes)
        return sorted(set(refused.value.judged.complaints.values()))

    def test_they_lie_beside_the_rounds_and_follow_each_other_as_steps(self, gameday):
        self.save(gameday, self.rush(75, 10, factor=2), self.rush(85, 10, factor=5))
        marks = gameday.marks.filter(kind="rush").values_list("starts_after", "lasts", "factor")
        assert list(marks) == [(60 * MINUTE, 10 * MINUTE, 2), (70 * MINUTE, 10 * MINUTE, 5)]

    def test_a_break_in_it_is_no_time_of_it(self, gameday):
        self.save(gameday, self.rush(40, 40))
        mark = gameday.marks.get(kind="rush")
        assert (mark.starts_after, mark.lasts) == (40 * MINUTE, 25 * MINUTE)
        block = next(one for one in timeline.read_timeline(gameday, NOW).blocks if one.is_rush)
        assert (block.at, block.lasts) == (40 * 60, 40 * 60)

    def test_what_cannot_be_says_why(self, gameday):
        assert self.complaints(gameday, self.rush(70), self.rush(80, factor=2)) == [
            "It overlaps with “rush hour”, which lasts from 1h 10m to 1h 30m. Move one of them.",
            "It overlaps with “rush hour”, which lasts from 1h 20m to 1h 40m. Move one of them.",
        ]
        assert self.complaints(gameday, self.rush(46, 5)) == [
            "All of it lies in a break, in which no customers come. Move one of them."
        ]
        assert self.complaints(gameday, self.rush(70, factor=1)) == ["A rush hour brings 2 to 5 times the customers."]
        assert self.complaints(gameday, self.rush(70, 0)) == ["A rush hour lasts a minute at least."]
        assert self.complaints(gameday, self.rush(110, 20)) == [
            "It would go on after the end of the day, which is at 2h."
        ]

    def test_one_that_is_moved_is_said_again(self, gameday):
        self.save(gameday, self.rush(80))
        gameday.marks.filter(kind="rush").update(announced_at=NOW)
        save(gameday, draft_of(gameday))
        assert gameday.marks.get(kind="rush").announced_at == NOW
        draft = draft_of(gameday)
        next(block for block in draft.blocks if block.kind == "rush").at += 60
        save(gameday, draft)
        assert gameday.marks.get(kind="rush").announced_at is None

    def test_one_that_is_on_stays(self, running):
        running.marks.create(kind="rush", starts_after=35 * MINUTE, lasts=30 * MINUTE, factor=2)
        draft = draft_of(running)
        next(block for block in draft.blocks if block.kind == "rush").at += 60
        with pytest.raises(FaultySchedule) as refused:
            save(running, draft)
        assert list(refused.value.judged.complaints.values()) == ["This has begun meanwhile, and stays where it is."]

    @given(st.integers(0, 119), st.integers(1, 119))
    def test_what_is_drawn_is_what_is_kept(self, at, lasts):
        """From the plan to game time and back: but for what lies in the break, in which no customers come."""
        breaks, on_plan = [(45, 15)], [(45, 15)]
        game = [timeline.game_time(moment, on_plan) for moment in (at, at + lasts)]
        begins, ends = timeline.plan_time(game[0], breaks), timeline.plan_end(game[1], breaks)
        outside = [moment for moment in range(at, at + lasts) if not 45 <= moment < 60]
        drawn = [moment for moment in range(begins, ends) if not 45 <= moment < 60]
        assert drawn == outside


class TestRefused:
    @pytest.mark.parametrize(
        ("place", "at", "said"),
        [
            (0, 25, "It overlaps with “Nap 1”, which lasts from 30m to 40m."),
            (2, 35, "It overlaps with “Nap 1”"),
            (3, 50, "It overlaps with “break”"),
            (3, 115, "after the end of the day, which is at 2h"),
        ],
    )
    def test_what_overlaps_says_so_beside_it_and_nothing_is_saved(self, gameday, place, at, said):
        draft, before = draft_of(gameday), planned(gameday)
        draft.blocks[place].at = at * 60
        with pytest.raises(FaultySchedule) as refused:
            save(gameday, draft)
        judged = refused.value.judged
        moved = next(number for number, one in enumerate(judged.blocks) if one.at == at * 60)
        assert said in judged.complaints[moved]
        assert planned(gameday) == before

    def test_a_day_that_overlaps_already_can_be_saved_as_it_is(self, gameday, library):
        make_round(gameday, library[3], starts_after=8 * MINUTE)
        save(gameday, draft_of(gameday))

    def test_a_second_freeze_and_a_break_of_no_time(self, gameday):
        draft = draft_of(gameday)
        draft.blocks += [DraftBlock(kind="freeze", at=115 * 60), DraftBlock(kind="break", at=100 * 60, lasts=5)]
        with pytest.raises(FaultySchedule) as refused:
            save(gameday, draft)
        assert sorted(refused.value.judged.complaints.values()) == [
            "A break lasts from one minute to 4h.",
            "One freeze is enough: take this one out.",
        ]

    def test_an_end_before_what_is_planned(self, gameday):
        draft = draft_of(gameday)
        draft.length = 80 * 60
        with pytest.raises(FaultySchedule) as refused:
            save(gameday, draft)
        assert "Something is planned until" in refused.value.judged.complaints[-1]

    @pytest.mark.parametrize("text", ["", "{}", "[1]", '{"base": "", "length": -5, "blocks": []}', "x" * 200_000])
    def test_what_no_editor_sends(self, text):
        with pytest.raises(Refused, match="did not arrive whole"):
            scheduling.read_draft(text)


class TestWhileItRuns:
    def test_what_has_begun_stays_whatever_the_draft_says(self, running):
        draft = draft_of(running)
        draft.blocks[0].at = 50 * 60
        with pytest.raises(FaultySchedule) as refused:
            save(running, draft)
        assert refused.value.judged.complaints == {0: "This has begun meanwhile, and stays where it is."}

    def test_what_has_begun_cannot_be_taken_out(self, running):
        draft = draft_of(running)
        draft.blocks = draft.blocks[2:]
        save(running, draft)
        assert planned(running)[:2] == [("round", 5), ("round", 30)]

    def test_what_lies_ahead_can_be_moved_but_not_into_the_past(self, running):
        draft = draft_of(running)
        draft.blocks[3].at = 80 * 60
        save(running, draft)
        assert ("round", 80) in planned(running)
        draft = draft_of(running)
        draft.blocks[3].at = 38 * 60
        with pytest.raises(FaultySchedule) as refused:
            save(running, draft)
        assert "The day is at 40m already. Choose a later moment." in refused.value.judged.complaints.values()

    def test_it_cannot_end_before_now(self, running):
        draft = draft_of(running)
        draft.blocks, draft.length = [], 30 * 60
        with pytest.raises(FaultySchedule) as refused:
            save(running, draft)
        assert "Give it longer, or press Finish." in refused.value.judged.complaints[-1]

    def test_a_round_that_opens_in_this_very_moment_undoes_the_whole_save(self, running, monkeypatch):
        draft, before = draft_of(running), planned(running)
        draft.blocks[2].at, draft.blocks[3].at = 46 * 60, 80 * 60
        judge = scheduling.judge_draft

        def judged_just_before(*given):
            found = judge(*given)
            Round.objects.filter(pk=draft.blocks[3].row).update(opened_at=NOW)
            return found

        monkeypatch.setattr(scheduling, "judge_draft", judged_just_before)
        with pytest.raises(FaultySchedule):
            save(running, draft)
        assert planned(running) == before

    def test_a_day_that_is_over_keeps_its_schedule(self, gameday):
        draft = draft_of(gameday)
        GameDay.objects.update(state="finished")
        with pytest.raises(Refused, match="is over"):
            save(gameday, draft)


class TestTwoFacilitators:
    def test_the_second_is_told_and_nothing_of_either_is_lost(self, gameday):
        mine, theirs = draft_of(gameday), draft_of(gameday)
        theirs.blocks[0].at, mine.blocks[1].at = 10 * 60, 32 * 60
        save(gameday, theirs)
        with pytest.raises(ChangedMeanwhile, match="Ada has saved another schedule") as refused:
            save(gameday, mine)
        assert [one.at for one in refused.value.judged.blocks if one.is_round][:2] == [5 * 60, 32 * 60]
        assert planned(gameday)[0] == ("round", 10)

    def test_that_a_round_opened_is_no_conflict(self, running):
        draft = draft_of(running)
        running.rounds.filter(opened_at=None).update(opened_at=NOW)
        save(running, draft)

    def test_a_round_that_somebody_has_changed_in_the_admin_is_one(self, gameday):
        draft = draft_of(gameday)
        Round.objects.filter(pk=draft.blocks[0].row).update(swap=True)
        with pytest.raises(ChangedMeanwhile):
            save(gameday, draft)


class TestThePage:
    URL = reverse("gameday:prepare-schedule", args=["hay-day"])

    def post(self, desk, draft):
        return desk.post(self.URL, {"draft": draft.model_dump_json()})

    def test_it_shows_the_day(self, desk, gameday):
        answer = desk.get(self.URL)
        assert "Schedule of Hay Day" in read_page(answer)
        assert answer.content.decode().count('class="block ') == 6 + 4  # and a blank one of each kind

    def test_it_saves_and_says_so(self, desk, gameday):
        draft = draft_of(gameday)
        draft.blocks[0].at = 600
        answer = desk.post(self.URL, {"draft": draft.model_dump_json()}, follow=True)
        assert "The schedule is saved." in read_page(answer)
        assert "Last saved by <bdi>walter</bdi>" in read_page(answer)

    def test_a_refusal_shows_the_draft_as_it_was_with_the_sentence(self, desk, gameday):
        draft = draft_of(gameday)
        draft.blocks[0].at = 25 * 60
        answer = self.post(desk, draft)
        assert answer.status_code == 422
        assert 'data-at="1500"' in answer.content.decode()
        assert "It overlaps with" in read_page(answer)

    def test_a_conflict_shows_both_and_can_be_saved_over(self, desk, gameday):
        mine, theirs = draft_of(gameday), draft_of(gameday)
        theirs.blocks[0].at, mine.blocks[0].at = 10 * 60, 12 * 60
        save(gameday, theirs)
        answer = self.post(desk, mine)
        assert answer.status_code == 409
        assert "Save over theirs" in read_page(answer)
        mine.base = timeline.read_timeline(gameday, NOW).digest
        assert f'data-base="{mine.base}"' in answer.content.decode()
        assert self.post(desk, mine).status_code == 302
        assert planned(gameday)[0] == ("round", 12)

    def test_what_is_damaged_changes_nothing(self, desk, gameday):
        answer = desk.post(self.URL, {"draft": json.dumps({"base": 1})})
        assert answer.status_code == 422
        assert "did not arrive whole" in read_page(answer)

    def test_a_day_that_is_over_is_only_shown(self, desk, gameday):
        GameDay.objects.update(state="finished", started_at=NOW, finished_at=NOW + timedelta(hours=2))
        page = desk.get(self.URL).content.decode()
        assert "this is how it was planned" in page
        assert 'id="schedule"' not in page

    def test_players_do_not_see_it(self, client, gameday):
        assert client.get(self.URL).status_code == 302
