"""Where a path may lead, and what git prints."""

import os

import pytest

from gameday.workshop import porcelain, releases, tree
from gameday.workshop.bench import git_identity
from gameday.workshop.inside import files, pipeline
from gameday.workshop.inside.files import checked_path
from gameday.workshop.inside.git_commands import OrderRefused
from gameday.workshop.presence import PersonHere
from tests.workshop.conftest import git

WRONG = [
    "",
    "/etc/passwd",
    "../other/file",
    "shop/../../x",
    "shop//spool.py",
    "./x",
    ".git/config",
    "shop/.GIT/hooks/x",
    "a\nb",
    "a\0b",
    "x" * 201,
    "shop/",
    "..",
    ".git",
]


@pytest.fixture
def overtaken(repository, monkeypatch):
    """Somebody writes shop/spool.py in the moment after it was read or replaced."""
    monkeypatch.chdir(repository)

    def overtake(name):
        act = getattr(files, name)

        def and_then(*given):
            done = act(*given)
            (repository / "shop/spool.py").write_text("KEPT = 3\n# by somebody else\n")
            return done

        monkeypatch.setattr(files, name, and_then)

    return overtake


def test_who_writes_while_a_file_is_read_is_seen_afterwards(overtaken):
    overtaken("read_bytes")
    told = files.read_text("shop/spool.py")
    assert "somebody else" not in told["text"]
    assert told["mark"] != files.file_version("shop/spool.py")


def test_who_writes_right_after_a_save_is_seen_afterwards(overtaken):
    digest = files.read_text("shop/spool.py")["digest"]
    overtaken("replace_file")
    told = files.save("shop/spool.py", "KEPT = 2\n", digest)
    assert told["mark"] != files.file_version("shop/spool.py")


def test_what_was_saved_is_not_taken_for_a_change_of_somebody_else(repository, monkeypatch):
    monkeypatch.chdir(repository)
    digest = files.read_text("shop/spool.py")["digest"]
    told = files.save("shop/spool.py", "KEPT = 2\n", digest)
    assert told["mark"] == files.read_text("shop/spool.py")["mark"] == files.file_version("shop/spool.py")


@pytest.mark.parametrize("path", WRONG)
def test_a_path_that_leads_out_is_refused(path, repository, monkeypatch):
    monkeypatch.chdir(repository)
    with pytest.raises(OrderRefused, match="path"):
        checked_path(path)


@pytest.mark.parametrize(
    "path", ["README.md", "new/deep/file.py", ".gitignore", "with space and ü.txt", "-rf", "$(boom)"]
)
def test_a_path_inside_is_taken_as_it_is(path, repository, monkeypatch):
    monkeypatch.chdir(repository)
    assert checked_path(path) == repository / path


@pytest.mark.django_db
def test_links_are_not_followed(bench, repository, home):
    (home / "secret").write_text("hush")
    (repository / "link").symlink_to(home / "secret")
    (repository / "folder").symlink_to(home)
    for path in ("link", "folder/secret"):
        for verb, words in (("read", {}), ("save", {"text": "x", "digest": ""}), ("remove", {}), ("move", {"to": "y"})):
            with pytest.raises(OrderRefused, match="link"):
                bench.order(verb, path=path, **words)
    assert (home / "secret").read_text() == "hush"


@pytest.mark.django_db
def test_what_is_no_text_and_what_is_too_large_is_said(bench, repository):
    (repository / "picture.png").write_bytes(b"\x89PNG\0\0")
    (repository / "latin.txt").write_bytes("Böse".encode("latin-1"))
    (repository / "huge.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    os.mkfifo(repository / "pipe")
    for path, code in (
        ("picture.png", "no text"),
        ("latin.txt", "no text"),
        ("huge.txt", "large"),
        ("pipe", "special"),
        ("none", "missing"),
    ):
        with pytest.raises(OrderRefused, match=code):
            bench.order("read", path=path)
    assert bench.order("raw", path="picture.png")["data"] == "iVBORwAA"


@pytest.mark.django_db
def test_a_save_keeps_the_files_mode_and_its_line_ends(bench, repository):
    (repository / "run.sh").write_bytes(b"#!/bin/sh\r\n")
    (repository / "run.sh").chmod(0o755)
    opened = bench.order("read", path="run.sh")
    assert opened["text"] == "#!/bin/sh\r\n"
    bench.order("save", path="run.sh", text="#!/bin/sh\r\nexit\r\n", digest=opened["digest"])
    assert (repository / "run.sh").read_bytes() == b"#!/bin/sh\r\nexit\r\n"
    assert (repository / "run.sh").stat().st_mode & 0o777 == 0o755


@pytest.mark.django_db
def test_no_verb_and_no_repository_but_those_there_are(bench):
    with pytest.raises(OrderRefused, match="no repository"):
        type(bench)(bench.player, bench.row, "../etc").order("read", path="passwd")


def test_the_status_of_every_kind_of_change(repository):
    git(repository, "mv", "README.md", "READ ME.md")
    (repository / "shop/spool.py").write_text("KEPT = 1\n")
    (repository / "tests/test_spool.py").unlink()
    (repository / "neu.txt").write_text("")
    seen = porcelain.parse_status(
        git(repository, "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all")
    )
    assert (seen.branch, seen.ahead, seen.behind) == ("main", 0, 0)
    assert [(change.path, change.how, change.before) for change in seen.changes] == [
        ("READ ME.md", "renamed", "README.md"),
        ("neu.txt", "new", ""),
        ("shop/spool.py", "changed", ""),
        ("tests/test_spool.py", "deleted", ""),
    ]


def test_a_diff_has_its_lines_with_their_numbers(repository):
    (repository / "shop/spool.py").write_text("KEPT = 1\n\n\ndef keep():\n    return KEPT")
    (file,) = porcelain.parse_diff(git(repository, "diff", "HEAD"))
    assert (file.path, file.added, file.taken) == ("shop/spool.py", 2, 2)
    assert [(line.kind, line.old, line.new) for line in file.lines] == [
        ("mark", None, None),
        ("take", 1, None),
        ("add", None, 1),
        ("same", 2, 2),
        ("same", 3, 3),
        ("same", 4, 4),
        ("take", 5, None),
        ("add", None, 5),
        ("note", None, None),
    ]


@pytest.mark.django_db
def test_a_diff_tells_new_deleted_renamed_and_binary_files(bench, repository):
    git(repository, "mv", "README.md", "READ ME.md")
    (repository / "tests/test_spool.py").unlink()
    (repository / "ü.txt").write_text("--- a line that looks like a head\n+++ and another\n")
    (repository / "picture.png").write_bytes(b"\x89PNG\0\0")
    files = {file.path: file for file in porcelain.parse_diff(bench.order("diff")["diff"])}
    assert files["READ ME.md"].before == "README.md"
    assert files["tests/test_spool.py"].how == "deleted"
    assert (files["ü.txt"].how, files["ü.txt"].added) == ("new", 2)
    assert files["picture.png"].binary


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ada", "Ada <ada@unicorn.example>"),
        ("Zoë <o> Ng", "Zoë o Ng <zo.o.ng@unicorn.example>"),
        ("<>", "Player 7 <player.7@unicorn.example>"),
        ("李", "李 <player7@unicorn.example>"),
    ],
)
def test_git_gets_a_name_that_it_takes(name, told):
    player = type("Player", (), {"name": name, "pk": 7})()
    env = git_identity(player)
    assert f"{env['GIT_AUTHOR_NAME']} <{env['GIT_AUTHOR_EMAIL']}>" == told


STATUS = """{"runner": {"alive": true, "queued": 1, "busy": {"service": "storefront", "sha": "%s"}},
 "services": {"storefront": {"wanted": "%s", "running": {"sha": "%s", "ok": true, "at": "2026-01-06T09:00:00.000+00:00"},
  "tests": [{"sha": "%s", "status": "passed", "at": "2026-01-06T09:00:00.000+00:00", "seconds": 1}],
  "deployments": [{"sha": "%s", "at": "2026-01-06T09:00:00.000+00:00", "why": "pushed"},
                  {"sha": "%s", "at": "2026-01-05T09:00:00.000+00:00", "why": "pushed"}]}}}"""
OLD, NOW, NEXT = "a" * 40, "b" * 40, "c" * 40


def test_the_pipelines_status_tells_what_waits_runs_and_ran():
    line = releases.parse_pipeline({"text": STATUS % (NOW, NOW, NOW, NOW, NOW, OLD)}, "storefront", NEXT)
    assert (line.running, line.answers, line.previous, line.busy) == (NOW, True, OLD, True)
    assert [(test.sha, test.status) for test in line.tests] == [(NEXT, "queued"), (NOW, "passed")]
    assert not releases.parse_pipeline({"text": STATUS % (NOW, NOW, NOW, NOW, NOW, OLD)}, "runbook", NEXT).known


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{\n "error": "There is no such log."\n}\n', "There is no such log."),
        ("<h1>Hay</h1>", "<h1>Hay</h1>"),
        ("[]", "[]"),
    ],
)
def test_of_what_the_pipeline_refuses_people_read_the_sentence(answer, said):
    assert pipeline.sentence_of(answer) == said


@pytest.mark.parametrize(
    "told", [{"away": "refused"}, {"wrong": "{}"}, {"text": "<html>"}, {"text": "{}"}, {"text": '{"runner": 1}'}]
)
def test_a_pipeline_that_does_not_answer_sensibly_is_away(told):
    assert releases.parse_pipeline(told, "storefront", NEXT).away


def test_of_a_log_the_part_that_failed_is_shown():
    assert releases.failures_of("...\n=== FAILURES ===\nstraw\n=== short ===").splitlines()[0] == "=== FAILURES ==="
    assert releases.failures_of("The tests did not end within 60 s.") == "The tests did not end within 60 s."


def test_the_tree_tells_who_is_where():
    ada = PersonHere(1, "Ada", "dev", "storefront", "shop/spool.py")
    root = tree.build_tree(
        {"shop/spool.py": "1", "README.md": "2"}, [porcelain.FileChange("shop/spool.py", "changed")], [ada]
    )
    (shop,) = root.folders.values()
    assert (shop.path, shop.leaves[0].how, shop.leaves[0].people) == ("shop", "changed", [ada])
    assert shop.changed
    assert root.leaves[0].name == "README.md"
