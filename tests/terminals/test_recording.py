"""What a terminal shows is recorded for the film: what is kept, what is left out, who may take it away."""

import json
import os
import zlib
from datetime import timedelta

import pytest
from django.db import OperationalError

from gameday import clock
from gameday.language import platform_secrets
from gameday.live import publish
from gameday.models import Host, Recording, RecordingPart
from gameday.models.choices import GameDayState, RecordingLoss, Role
from gameday.terminals import recorder as recorders
from gameday.terminals import recording_writer, recordings
from gameday.terminals.frames import RecordingState
from gameday.terminals.recorder import MOST_NOTED, ShellRecorder
from gameday.terminals.replay_buffer import ReplayBuffer
from gameday.terminals.tickets import Ticket, Visitor
from scenarios.refusal import Refused
from tests import making
from tests.making import NOW
from tests.terminals.conftest import browser_of

pytestmark = pytest.mark.django_db


class Shell:
    """A shell's recorder without a shell: what it shows goes in by hand, and time passes by hand."""

    def __init__(self, team, player) -> None:
        visitor = Visitor(Ticket(player.pk, 0, "db", ""), making.make_sandbox(team), player.pk, player.name, Role.OPS)
        self.seconds, self.screen = 0.0, ReplayBuffer()
        self.recorder = ShellRecorder(f"mark{player.pk}", visitor, self.screen, lambda: self.seconds)

    def show(self, data: bytes, *, after: float = 0.0) -> None:
        self.seconds += after
        self.screen.add(data)
        self.recorder.shown(data)

    def turn(self, *, after: float = 2.0) -> None:
        """A turn of the writer."""
        self.seconds += after
        if batch := self.recorder.take():
            recording_writer.write_batches([batch])
            self.recorder.written(batch)

    @property
    def row(self) -> Recording:
        return Recording.objects.get(shell=self.recorder.mark)

    @property
    def events(self) -> list[list]:
        return [json.loads(line) for line in list(recordings.export_asciicast(self.row))[1:]]

    @property
    def shown(self) -> str:
        return "".join(data for _, code, data in self.events if code == "o")


@pytest.fixture(autouse=True)
def known_secrets(monkeypatch, settings):
    """The database's password is drawn anew for each run: the end of a word could be its beginning, and be held."""
    drawn, real = settings.DATABASES["default"]["PASSWORD"], platform_secrets.platform_secrets
    monkeypatch.setattr(platform_secrets, "platform_secrets", lambda: [each for each in real() if each != drawn])


@pytest.fixture
def team(db):
    return making.make_team(making.running_gameday())


@pytest.fixture
def otto(team):
    return making.make_player(team, "ops", name="Otto")


@pytest.fixture
def shell(team, otto):
    return Shell(team, otto)


# What is kept ---------------------------------------------------------------------------------------------------------


def test_what_is_shown_is_kept_with_its_moments_its_sizes_and_who_typed(shell, otto):
    shell.recorder.resized((120, 40))
    shell.recorder.typed_from("ops")
    shell.show(b"$ ls\r\n", after=1.5)
    shell.turn()
    shell.recorder.typed_from("ops")
    shell.recorder.typed_from("dev")
    shell.show("café ✓".encode(), after=0.25)
    shell.recorder.end()
    shell.turn()
    assert shell.events == [
        [0.0, "r", "120x40"],
        [0.0, "m", "ops"],
        [1.5, "o", "$ ls\r\n"],
        [3.5, "m", "dev"],
        [3.75, "o", "café ✓"],
    ]
    row = shell.row
    assert (row.service, row.name, row.seat, row.player, row.loss, row.lost_bytes) == ("db", "Otto", "ops", otto, "", 0)
    assert row.ended_at is not None
    assert row.kept_bytes == sum(len(zlib.decompress(part.events)) for part in row.parts.all())


def test_the_export_is_asciicast_that_other_players_read(shell):
    shell.show(b"one line\x85 is \xe2\x80\xa8 one event \x00\x1b]8;;http://x\x07\r\n")
    shell.turn()
    header, *events = recordings.export_asciicast(shell.row)
    about = json.loads(header)
    assert (about["version"], about["width"], about["height"], about["title"]) == (2, 80, 24, "Otto on db")
    assert about["timestamp"] == int(shell.row.started_at.timestamp())
    assert [json.loads(each) for each in events] == [
        [0.0, "o", "one line� is \u2028 one event \x00\x1b]8;;http://x\x07\r\n"]
    ]


def test_a_film_asks_for_a_stretch_of_it(shell):
    for word in (b"a", b"b", b"c", b"d"):
        shell.show(word, after=10)
        shell.turn(after=0)
    row = shell.row
    stretch = recordings.events_between(
        row, row.started_at + timedelta(seconds=20), row.started_at + timedelta(seconds=40)
    )
    assert list(stretch) == [(20.0, "o", "b"), (30.0, "o", "c")]


def test_a_character_that_comes_in_two_pieces_is_one_and_bytes_that_are_none_are_replaced(shell):
    whole = "🦄".encode()
    shell.show(b"a" + whole[:2])
    shell.turn()
    shell.show(whole[2:] + b"\xff!")
    shell.turn()
    assert shell.shown == "a🦄�!"


def test_practice_in_the_lobby_is_not_recorded_and_the_game_is(team, otto):
    team.gameday.state = GameDayState.LOBBY
    shell = Shell(team, otto)
    assert shell.recorder.state == RecordingState.WAITING
    shell.show(b"practice")
    shell.turn()
    assert not Recording.objects.exists()
    shell.recorder.game_runs(True)
    shell.show(b"the game")
    shell.turn()
    shell.recorder.game_runs(False)
    shell.show(b"afterwards")
    shell.turn()
    assert "the game" in shell.shown
    assert "practice" not in shell.shown
    assert "afterwards" not in shell.shown


def test_where_recordings_are_kept_for_no_day_nothing_is_recorded(team, otto, settings):
    settings.RECORDING_DAYS = 0
    shell = Shell(team, otto)
    shell.show(b"hay")
    shell.recorder.end()
    shell.turn()
    assert shell.recorder.state == RecordingState.NONE
    assert shell.recorder.closed
    assert not Recording.objects.exists()


# Secrets --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_secret_of_the_platform_is_dots_wherever_it_is_cut_in_two(team, otto, settings, cut):
    settings.SECRET_KEY = "unicorn-secret-of-20"
    shell = Shell(team, otto)
    text = b"KEY=unicorn-secret-of-20!"
    shell.show(text[: 4 + cut])
    shell.turn()
    shell.show(text[4 + cut :])
    shell.turn()
    assert shell.shown == "KEY=••••••••!"


def test_passwords_of_database_and_redis_are_dots_too(team, otto, settings, monkeypatch):
    settings.REDIS_URL = "redis://:horse%2Fbattery@127.0.0.1:6379/0"
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "staple-of-hay")
    shell = Shell(team, otto)
    shell.show(b"horse/battery horse%2Fbattery staple-of-hay hay")
    shell.turn()
    assert shell.shown == "•••••••• •••••••• •••••••• hay"


def test_what_only_looks_like_the_beginning_of_a_secret_is_shown_in_the_end(team, otto, settings):
    settings.SECRET_KEY = "unicorn-secret"
    shell = Shell(team, otto)
    shell.show(b"the unicorn")
    shell.turn()
    assert shell.shown == "the "
    shell.recorder.end()
    shell.turn()
    assert shell.shown == "the unicorn"


def test_what_was_held_is_kept_when_the_recording_is_switched_off(team, otto, settings):
    settings.SECRET_KEY = "unicorn-secret"
    shell = Shell(team, otto)
    shell.show(b"all is well, you")
    shell.recorder.want(False)
    shell.turn()
    assert shell.shown.startswith("all is well, you\x18")


@pytest.mark.parametrize("over", [lambda recorder: recorder.end(), lambda recorder: recorder.want(False)])
def test_most_of_a_secret_is_a_secret_too(team, otto, settings, over):
    settings.SECRET_KEY = "unicorn-secret"
    shell = Shell(team, otto)
    shell.show(b"KEY=unicorn-secre")
    over(shell.recorder)
    shell.turn()
    assert shell.shown.startswith("KEY=••••••••")
    assert "unicorn" not in shell.shown


# Bounds ---------------------------------------------------------------------------------------------------------------


def test_ten_megabytes_of_binary_are_thinned_and_the_last_screen_stays(team, otto, settings):
    settings.RECORDING_KB = 256
    shell = Shell(team, otto)
    piece, most = os.urandom(64 * 1024), 0
    for number in range(160):
        shell.show(piece[number:] + piece[:number], after=0.02)
        most = max(most, sum(len(event.data) for event in shell.recorder._noted))
        if number % 100 == 99:
            shell.turn(after=0)
    shell.show(b"\r\nthe end\r\n$ ")
    shell.recorder.end()
    shell.turn()
    row = shell.row
    assert most <= MOST_NOTED
    assert row.loss == RecordingLoss.FULL
    assert row.lost_bytes > 10_000_000
    assert row.kept_bytes < 256 * 1024
    assert shell.shown.endswith("\r\nthe end\r\n$ ")


def test_what_draws_its_screen_all_day_is_recorded_now_and_then_all_day(team, otto, settings):
    """As `top` does: more than is kept in an hour, so there are fewer screens, but some in each quarter."""
    settings.RECORDING_KB = 64
    shell = Shell(team, otto)
    for _ in range(1080):
        shell.show(b"\x1b[H" + b"hay " * 1250 + b"\r\n")
        shell.turn(after=10)
    assert shell.row.kept_bytes < 64 * 1024 * 4.2  # of three hours, and as much at once in the beginning
    quarters = {int(at // 900) for at, code, data in shell.events if code == "o" and "hay" in data}
    assert quarters == set(range(12))


def test_a_terminal_that_stays_open_for_ever_is_recorded_no_more(team, otto, settings):
    settings.RECORDING_HOURS = 1
    shell = Shell(team, otto)
    shell.show(b"early")
    shell.turn(after=3601)
    shell.show(b"late")
    shell.turn()
    assert shell.recorder.state == RecordingState.NONE
    assert "early" in shell.shown
    assert "late" not in shell.shown
    assert shell.row.loss == RecordingLoss.FULL


@pytest.mark.parametrize("full_from_the_start", [False, True])
def test_a_full_disk_stops_nothing_and_what_comes_later_is_kept(shell, monkeypatch, full_from_the_start):
    shell.show(b"before\r\n")
    if not full_from_the_start:
        shell.turn()

    def full(**values):
        raise OperationalError("could not extend file: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(RecordingPart.objects, "create", full)
        shell.show(b"meanwhile\r\n")
        shell.turn()
        shell.show(b"and more\r\n")
        shell.turn()
    shell.show(b"after\r\n")
    shell.recorder.end()
    shell.turn()
    row = shell.row
    assert (row.loss, row.ended_at is not None) == (RecordingLoss.DISK, True)
    assert row.lost_bytes == 0  # its moments are lost; what it was fits into one screen
    assert "before" in shell.shown
    assert shell.shown.endswith("meanwhile\r\nand more\r\nafter\r\n")  # as the screen was once there was room again


def test_the_end_of_a_shell_is_written_once_the_disk_has_room_again(shell, monkeypatch):
    shell.show(b"hay")
    shell.recorder.end()
    with monkeypatch.context() as patched:
        patched.setattr(recording_writer, "_write", lambda batch: (_ for _ in ()).throw(OperationalError("full")))
        shell.turn()
    assert not shell.recorder.closed
    shell.turn()
    assert shell.recorder.closed
    row = shell.row
    assert (row.ended_at is not None, row.loss, row.lost_bytes) == (True, RecordingLoss.DISK, 3)


# Off, and taken away --------------------------------------------------------------------------------------------------


def test_while_it_is_switched_off_nothing_is_kept_and_the_film_says_so(shell):
    shell.show(b"before")
    shell.recorder.want(False)
    shell.show(b"in between")
    shell.turn()
    assert shell.recorder.state == RecordingState.OFF
    shell.recorder.want(True)
    shell.show(b"behind")
    shell.turn()
    assert "in between" not in shell.shown
    kept = shell.shown
    assert kept.index("before") < kept.index("From here on nothing was recorded.") < kept.index("behind")


def test_a_flood_after_it_was_off_brings_nothing_of_that_time_back(shell):
    shell.recorder.want(False)
    shell.show(b"mine alone\r\n")
    shell.recorder.want(True)
    shell.show(b"x" * (MOST_NOTED + 1))
    shell.turn()
    assert "mine alone" not in shell.shown
    assert "x" in shell.shown


def test_who_opened_a_terminal_blanks_what_was_recorded_so_far(shell):
    shell.show(b"before")
    shell.turn()
    shell.show(b"noted")
    shell.recorder.blank()
    shell.show(b"behind")
    shell.turn()
    assert shell.recorder.blanked_at == shell.row.blanked_at is not None
    assert "behind" in shell.shown
    assert "before" not in shell.shown
    assert "noted" not in shell.shown


def test_the_recording_of_a_terminal_that_is_over_goes_for_who_opened_it_and_stays_for_others(shell, team, otto):
    shell.show(b"hay")
    shell.recorder.end()
    shell.turn()
    for other in (None, making.make_player(team, "ops")):
        with pytest.raises(Refused, match="Only who opened a terminal"):
            recordings.blank_recording(shell.row, other, NOW)
    assert shell.shown == "hay"
    recordings.blank_recording(shell.row, otto, NOW)
    assert (shell.shown, shell.row.blanked_at, shell.row.kept_bytes) == ("", NOW, 0)


# Seen to by the platform ----------------------------------------------------------------------------------------------


def test_recordings_of_a_process_that_was_killed_are_closed_where_they_break_off(shell):
    shell.show(b"hay", after=5)
    shell.turn()
    recordings.close_cut_recordings()
    row = shell.row
    assert (row.loss, row.ended_at) == (RecordingLoss.CUT, row.started_at + timedelta(seconds=5))


def test_recordings_of_another_machine_s_process_are_left_to_it(shell, settings):
    Host.objects.update(name="second", serve_url="http://192.0.2.7:9600")
    shell.show(b"hay", after=5)
    shell.turn()
    recordings.close_cut_recordings()
    assert shell.row.ended_at is None
    settings.HOST = "second"
    recordings.close_cut_recordings()
    assert shell.row.loss == RecordingLoss.CUT


def test_old_recordings_are_forgotten_once_an_hour(shell, settings):
    settings.RECORDING_DAYS, settings.INSTALLATION = 30, settings.INSTALLATION + "-forgetting"
    key = publish.redis_key("recordings:forgotten")
    publish.redis_connection().delete(key)
    shell.show(b"hay")
    shell.turn()
    row = shell.row
    try:
        recordings.forget_old_recordings(row.started_at + timedelta(days=29))
        assert Recording.objects.exists()
        recordings.forget_old_recordings(row.started_at + timedelta(days=31))  # the hour is not over
        assert Recording.objects.exists()
        publish.redis_connection().delete(key)
        recordings.forget_old_recordings(row.started_at + timedelta(days=31))
        assert not RecordingPart.objects.exists()
    finally:
        publish.redis_connection().delete(key)
    assert recordings.forget_old_recordings in clock.LOOKS


def test_an_hour_holds_as_much_as_the_setting_says(settings):
    settings.RECORDING_KB = 64
    assert recorders.hourly_bytes() == 65536


# A player's page ------------------------------------------------------------------------------------------------------


def test_a_player_finds_the_recordings_of_their_terminals_and_takes_one_away(shell, team, otto):
    shell.show(b"hay")
    shell.turn()
    browser = browser_of(otto)
    page = browser.get("/play/recordings/").content.decode()
    assert "still open" in page
    assert "Take it away in the terminal itself." in page
    shell.recorder.end()
    shell.turn()
    address = f"/play/recordings/{shell.row.pk}/blank/"
    assert address in browser.get("/play/recordings/").content.decode()
    dora = browser_of(making.make_player(team, "dev", name="Dora"))
    assert "Nothing of yours" in dora.get("/play/recordings/").content.decode()
    assert "Only who opened a terminal" in dora.post(address, follow=True).content.decode()
    assert shell.shown == "hay"
    assert "The recording is gone." in browser.post(address, follow=True).content.decode()
    assert shell.shown == ""


def test_a_player_of_another_day_finds_no_such_recording(shell):
    shell.show(b"hay")
    shell.recorder.end()
    shell.turn()
    stranger = making.make_player(making.make_team(making.running_gameday()))
    assert browser_of(stranger).post(f"/play/recordings/{shell.row.pk}/blank/").status_code == 404
    assert shell.shown == "hay"
