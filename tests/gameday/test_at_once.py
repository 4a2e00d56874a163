"""Several processes at the same time: what all of them try happens only once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from gameday import clock
from gameday.event import lifecycle, lost_hosts, preflight, scheduling, timeline
from gameday.incidents import healing, incidents
from gameday.models import GameDay, Host, Incident, Injection, LastTick, Preflight, Sandbox, Transition
from gameday.models.choices import ENDED
from gameday.sandboxes import provisioning
from scenarios.refusal import Refused
from tests.gameday.conftest import fresh, scenario_of
from tests.making import make_player
from tests.waiting import eventually

MANY = 4


def at_once(does: Callable[[int], object]) -> list[object]:
    """Call it in several threads at the same moment; what each returned or raised."""
    start, results = Barrier(MANY), []

    def run(number: int) -> None:
        start.wait()
        try:
            results.append(does(number))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_several_launches_at_once_build_once(day, draft):
    results = at_once(lambda _: lifecycle.launch_gameday(GameDay.objects.get(pk=draft.pk), by="Ada", now=day.now))
    assert Counter(type(result) for result in results) == {type(None): 1, Refused: MANY - 1}
    assert Sandbox.objects.count() == 2
    assert fresh(draft).problem == ""


def test_several_preflights_at_once_build_one_spare_a_host(day, draft):
    start = lambda _: len(preflight.start_preflight(draft, by="Ada", now=day.now))  # noqa: E731
    assert Counter(map(type, at_once(start))) == {int: 1, Refused: MANY - 1}
    assert Preflight.objects.count() == 1


def test_of_several_who_save_a_schedule_one_wins_and_the_others_are_told(day, draft):
    line = timeline.read_timeline(draft, day.now)
    block = scheduling.DraftBlock(kind="break", at=1800, lasts=600)
    sent = scheduling.ScheduleDraft(base=line.digest, length=line.length, blocks=[block])
    save = lambda _: scheduling.save_schedule(  # noqa: E731
        GameDay.objects.get(pk=draft.pk), sent, by="Ada", now=day.now
    )
    assert Counter(map(type, at_once(save))) == {type(None): 1, scheduling.ChangedMeanwhile: MANY - 1}
    assert draft.marks.count() == 1


def test_several_clocks_begin_and_end_a_break_once(day, running):
    running.marks.create(kind="break", starts_after=timedelta(), lasts=timedelta(minutes=5))
    at_once(lambda _: clock.tick(day.now))
    assert fresh(running).is_paused
    day.now += timedelta(minutes=5)
    LastTick.objects.update(at=day.now)
    at_once(lambda _: clock.tick(day.now))
    assert (fresh(running).state, fresh(running).paused_for) == ("running", timedelta(minutes=5))
    moves = Transition.objects.filter(noun="GameDay", row=running.pk).values_list("new", flat=True)
    assert list(moves.order_by("id")) == ["paused", "running"]


def test_several_clocks_open_a_round_once_and_send_each_incident_once(day, running):
    day.now = running.started_at + running.rounds.get().starts_after
    at_once(lambda _: clock.tick(day.now))
    assert Incident.objects.count() == 2
    assert Counter(name for name, _ in day.sent)["put_faults_in"] == 2
    day.work()
    assert {incident.state for incident in Incident.objects.all()} == {"live"}


def test_of_several_players_one_acknowledges(day, burning):
    players = [make_player(burning[0].team) for _ in range(MANY)]
    pk = burning[0].pk
    won = at_once(
        lambda number: incidents.acknowledge_incident(Incident.objects.get(pk=pk), players[number], now=day.now)
    )
    assert sorted(won) == [False] * (MANY - 1) + [True]


def test_several_endings_at_once_count_once_and_heal_once(day, burning):
    resolve = partial(incidents.resolve_incident, by="somebody")
    verbs = [resolve, incidents.expire_incident, resolve, incidents.expire_incident]
    won = at_once(lambda number: verbs[number](Incident.objects.get(pk=burning[0].pk), now=day.now))
    assert sorted(won) == [False] * (MANY - 1) + [True]
    row = burning[0].injections.get()
    at_once(lambda _: healing.heal_injection(Injection.objects.get(pk=row.pk), day.now))
    assert Transition.objects.filter(noun="Injection", row=row.pk, new="healed").count() == 1
    assert [call for call in day.box(burning[0].team).calls if call[0] == "start"] == [("start", "cache")]


def test_several_rebuilds_at_once_leave_one_sandbox(day, running):
    team = running.teams.first()
    results = at_once(lambda _: provisioning.rebuild_sandbox(team, by="Ada", now=day.now))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Sandbox.objects.filter(team=team).exclude(state="gone").count() == 1


def test_injecting_by_hand_several_times_opens_as_many(day, running):
    scenario = scenario_of()
    at_once(lambda _: incidents.open_scenario_now(running, scenario, team=running.teams.first(), by="Ada", now=day.now))
    day.tick()
    assert Counter(Incident.objects.values_list("state", flat=True)) == {"live": MANY}


@pytest.mark.parametrize("ending", ["halt", "finish", "lost host"])
def test_who_ends_several_incidents_takes_each_before_its_faults(day, running, burning, ending):
    """Whoever ends one of them at that moment has it, and still gets its faults: nobody waits for somebody who waits."""
    incident = burning[-1]
    Host.objects.update(seen_at=day.now)
    ends = {
        "halt": lambda: lifecycle.halt_faults(GameDay.objects.get(pk=running.pk), by="Ada", now=day.now),
        "finish": lambda: lifecycle.finish_gameday(GameDay.objects.get(pk=running.pk), by="Ada", now=day.now),
        "lost host": lambda: lost_hosts.lose_host(Host.objects.get(), day.now),
    }[ending]

    def run() -> None:
        try:
            ends()
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        Incident.objects.select_for_update().get(pk=incident.pk)
        thread.start()
        assert eventually(somebody_waits_for_a_lock)
        assert list(incident.injections.select_for_update(nowait=True))
    thread.join()
    assert fresh(incident).state in ENDED


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:  # pg_stat_activity would stay as it was when the transaction first asked
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return cursor.fetchone() is not None
