"""The screens of a film, against recordings written by hand."""

import gzip
import json
import os

import pytest

from scoring.afterwards.film.composing import MOST_BYTES, compose_film
from scoring.afterwards.film.material import Act, Caption, FilmMark, Saying
from tests.afterwards.film.tapes import material, part, picture, tape

TYPING = [(second, "o", letter) for second, letter in enumerate("$ sv up db")]


def film(*tapes, **about):
    return json.loads(gzip.decompress(compose_film(material(*tapes, **about))))


def test_what_was_typed_appears_letter_by_letter():
    screen = film(tape(*TYPING), lasts=10)["screens"]["ops"][0]
    assert (screen["from"], screen["until"], screen["service"], screen["name"]) == (0, 10, "db", "Ada")
    assert (screen["columns"], screen["rows"]) == (20, 4)
    frames = screen["frames"]
    assert frames[0] == {"t": 0, "key": True, "lines": {"0": [["$", 0]]}, "cursor": [1, 0]}
    assert frames[2] == {"t": 2, "key": False, "lines": {"0": [["$ s", 0]]}, "cursor": [3, 0]}
    assert picture(frames, 9)["0"] == "$ sv up db"


def test_frames_come_four_times_a_second_at_most():
    flood = [(number / 50, "o", f"{number}\r\n") for number in range(500)]
    frames = film(tape(*flood), lasts=10)["screens"]["ops"][0]["frames"]
    assert len(frames) <= 10 * 4 + 1
    assert picture(frames, 10) == {"0": "497", "1": "498", "2": "499"}


def test_only_rows_that_changed_are_told_and_a_key_frame_tells_all():
    lines = [(float(second), "o", f"\x1b[{second % 2 + 1};1H{second:02}") for second in range(50)]
    frames = film(tape(*lines), lasts=50)["screens"]["ops"][0]["frames"]
    assert [frame["t"] for frame in frames if frame["key"]] == [0, 20, 40]
    assert frames[20]["lines"] == {"0": [["20", 0]], "1": [["19", 0]]}
    assert frames[21]["lines"] == {"1": [["21", 0]]}


def test_a_row_that_is_emptied_is_told():
    frames = film(tape((0, "o", "gone\r\nstays"), (2, "o", "\x1b[1;1H\x1b[2K")), lasts=5)["screens"]["ops"][0]["frames"]
    assert frames[1]["lines"] == {"0": []}
    assert picture(frames, 5) == {"1": "stays"}


def test_a_hidden_cursor_is_none():
    frames = film(tape((0, "o", "top\x1b[?25l")), lasts=5)["screens"]["ops"][0]["frames"]
    assert frames[0]["cursor"] is None


def test_a_terminal_that_was_open_before_shows_at_once_what_it_held():
    before = tape((0, "o", "before\r\n"), (70, "o", "during\r\n"), began=-60.0)
    screen = film(before, lasts=30)["screens"]["ops"][0]
    assert screen["from"] == 0
    assert picture(screen["frames"], 0) == {"0": "before"}
    assert picture(screen["frames"], 25) == {"0": "before", "1": "during"}


def test_a_terminal_that_was_closed_is_seen_no_longer():
    told = film(tape((0, "o", "x"), ended=5.0), tape(began=70.0), tape(began=-9.0, ended=-1.0), lasts=60)
    assert [screen["until"] for screen in told["screens"]["ops"]] == [pytest.approx(2.25, abs=3)]
    assert told["screens"]["dev"] == []


def test_a_terminal_goes_to_the_seat_that_types():
    events = [
        (0, "o", "$ "),
        (10, "m", "dev"),
        (10.1, "o", "git log"),
        (20, "m", "ops"),
        (20.1, "o", "!"),
        (29, "o", "."),
    ]
    screens = film(tape(*events, *((float(s), "o", "") for s in range(30))), lasts=30)["screens"]
    assert [picture(screen["frames"], 30) for screen in screens["dev"]] == [{"0": "$ git log"}]
    assert [picture(screen["frames"], 30)["0"] for screen in screens["ops"]] == ["$", "$ git log!."]
    assert screens["ops"][0]["until"] == screens["dev"][0]["from"]


def test_another_size_is_another_screen_and_nonsense_is_none():
    events = [
        (0, "o", "a"),
        (5, "r", "40x10"),
        (5.1, "o", "b"),
        (8, "r", "x"),
        (9, "r", "-1x99999999999999"),
        (9.5, "o", "c"),
    ]
    screens = film(tape(*events), lasts=12)["screens"]["ops"]
    assert [(screen["columns"], screen["rows"]) for screen in screens] == [(20, 4), (40, 10)]
    assert picture(screens[1]["frames"], 12) == {"0": "abc"}


def test_a_recording_that_was_taken_away_leaves_an_empty_screen():
    screen = film(tape(parts=(), blanked=True), lasts=12)["screens"]["ops"][0]
    assert (screen["service"], screen["frames"]) == ("db", [])


def test_a_part_that_cannot_be_read_is_said_and_the_rest_is_shown():
    parts = (b"no zlib", part((1, "o", "kept"), (float("nan"), "o", "x"), ("now", "o", "y"), (2, "o", 7)), part()[:-3])
    told = film(tape(parts=parts), lasts=12)
    assert picture(told["screens"]["ops"][0]["frames"], 12) == {"0": "kept"}
    assert told["missing"] == ["Some could not be read."]


def test_everything_else_is_in_its_place_in_the_film():
    told = film(
        lasts=600,
        marks=(FilmMark(500, "ended", "over"), FilmMark(100, "effect", "seen")),
        captions=(Caption(100, "It is live."),),
        acts=(Act(300, "dev", "workshop", "Ada pushed", "@@ -1 +1 @@\n" + "x" * 5000),),
        chat=(Saying(305, "ops", "Bob", "thank you"),),
        mood=((0, 1.0), (100, 0.25), (105, 0.25), (400, 1.0)),
        points=((0, 0), (200, 5), (200.001, 3), (450, 3)),
        missing=("no terminal",),
    )
    effect, ended = told["marks"]
    assert (effect["kind"], ended["kind"]) == ("effect", "ended")
    assert told["captions"] == [{"t": effect["t"], "text": "It is live."}]
    assert told["acts"][0]["detail"].endswith("x\n…")
    assert effect["t"] < told["acts"][0]["t"] < told["chat"][0]["t"] < ended["t"] < told["length"]
    assert [share for _t, share in told["mood"]] == [1.0, 0.25, 1.0]
    assert [points for _t, points in told["points"]] == [0, 3]
    assert told["missing"] == ["no terminal"]
    assert told["map"][-1] == [pytest.approx(told["length"], abs=0.01), 600]


def test_ten_megabytes_of_noise_become_a_small_film_that_says_so():
    noise = [(number / 2, "o", os.urandom(50_000).decode(errors="replace")) for number in range(200)]
    parts = tuple(part(event) for event in noise)
    body = compose_film(material(tape(parts=parts, columns=80, rows=24), lasts=110))
    assert len(body) <= MOST_BYTES
    assert json.loads(gzip.decompress(body))["missing"] == ["Shown less often."]


def test_letters_that_are_none_do_not_keep_a_film_from_being_made():
    told = film(tape((0, "o", "a\ud800b")), lasts=5)
    assert picture(told["screens"]["ops"][0]["frames"], 5) == {"0": "a?b"}
