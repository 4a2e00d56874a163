"""What a Dev does, on real git: nothing is lost, even if others work at the same time."""

import pytest

from gameday.models import Activity
from gameday.workshop import acts, porcelain, snapshot
from gameday.workshop.inside.git_commands import OrderRefused
from scenarios.waiting import wait_until
from tests.making import NOW
from tests.workshop.conftest import git

pytestmark = pytest.mark.django_db
SPOOL = "shop/spool.py"


def edit(bench, path, text):
    """Open and save, as the page does."""
    return acts.save_file(bench, path, text, bench.order("read", path=path)["digest"], now=NOW)


def feed():
    return [activity.text for activity in Activity.objects.filter(verb="workshop").order_by("id")]


def test_a_saved_file_is_on_the_workbench_and_in_the_feed(bench, repository):
    edit(bench, SPOOL, "KEPT = 1\n")
    assert (repository / SPOOL).read_text() == "KEPT = 1\n"
    assert feed() == ["Dora edited shop/spool.py in storefront"]
    assert Activity.objects.get(verb="workshop").service == "storefront"


def test_a_file_that_is_saved_again_and_again_is_one_line_in_the_feed(bench):
    for number in range(3):
        edit(bench, SPOOL, f"KEPT = {number}\n")
    assert len(feed()) == 1


def test_the_second_of_two_is_told_and_nobodys_text_is_lost(bench, mate, repository):
    opened = bench.order("read", path=SPOOL)["digest"]
    acts.save_file(mate, SPOOL, "KEPT = 7\n", opened, now=NOW)
    with pytest.raises(OrderRefused) as refusal:
        acts.save_file(bench, SPOOL, "KEPT = 9\n", opened, now=NOW)
    facts = refusal.value.facts
    assert (refusal.value.code, facts["text"], facts["gone"]) == ("changed", "KEPT = 7\n", False)
    assert (repository / SPOOL).read_text() == "KEPT = 7\n"
    assert git(repository, "cat-file", "-p", facts["mine"]) == "KEPT = 9\n"
    assert git(repository, "cat-file", "-p", facts["theirs"]) == "KEPT = 7\n"
    lines = [
        (line.kind, line.text) for line in porcelain.parse_diff(facts["diff"])[0].lines if line.kind in ("add", "take")
    ]
    assert lines == [("take", "KEPT = 9"), ("add", "KEPT = 7")]
    acts.save_file(bench, SPOOL, "KEPT = 9\n", facts["digest"], now=NOW)  # overwritten on purpose
    assert (repository / SPOOL).read_text() == "KEPT = 9\n"


def test_saving_the_same_text_twice_is_no_conflict(bench, mate):
    opened = bench.order("read", path=SPOOL)["digest"]
    acts.save_file(mate, SPOOL, "KEPT = 7\n", opened, now=NOW)
    assert acts.save_file(bench, SPOOL, "KEPT = 7\n", opened, now=NOW)["same"]


def test_both_peoples_changes_are_merged_where_they_do_not_touch(bench, mate, repository):
    opened = bench.order("read", path=SPOOL)
    edit(mate, SPOOL, opened["text"].replace("200", "300"))
    mine = opened["text"] + "\n\ndef drop():\n    pass\n"
    merged = bench.order("merge", path=SPOOL, base=opened["text"], mine=mine)
    assert merged["conflicts"] == 0
    assert "300" in merged["text"]
    assert "def drop" in merged["text"]


def test_a_merge_that_needs_a_person_says_where(bench, mate):
    opened = bench.order("read", path=SPOOL)
    edit(mate, SPOOL, opened["text"].replace("200", "300"))
    merged = bench.order("merge", path=SPOOL, base=opened["text"], mine=opened["text"].replace("200", "400"))
    assert merged["conflicts"] == 1
    assert "<<<<<<< mine" in merged["text"]


def test_a_file_is_made_renamed_deleted_and_restored(bench, repository):
    assert acts.create_file(bench, "shop/new.py", now=NOW).path == "shop/new.py"
    with pytest.raises(OrderRefused, match="taken"):
        acts.create_file(bench, "shop/new.py", now=NOW)
    edit(bench, "shop/new.py", "precious = 1\n")
    acts.rename_file(bench, "shop/new.py", "shop/deep/newer.py", now=NOW)
    said = acts.delete_file(bench, "shop/deep/newer.py", now=NOW)
    assert not (repository / "shop/deep/newer.py").exists()
    kept = said.text.split("cat-file -p ")[1].split()[0]
    assert git(repository, "cat-file", "-p", kept) == "precious = 1\n"


def test_renaming_never_writes_over_a_file(bench, repository):
    with pytest.raises(OrderRefused, match="taken"):
        acts.rename_file(bench, SPOOL, "README.md", now=NOW)
    assert (repository / "README.md").read_text() == "# Shop\n"


def test_discarding_brings_the_last_commit_back_and_keeps_what_was(bench, repository):
    edit(bench, SPOOL, "KEPT = 1\n")
    said = acts.discard_changes(bench, SPOOL, now=NOW)
    assert "KEPT = 200" in (repository / SPOOL).read_text()
    assert git(repository, "cat-file", "-p", said.text.split("cat-file -p ")[1]) == "KEPT = 1\n"


def test_a_commit_takes_what_was_chosen_under_the_players_name(bench, repository):
    edit(bench, SPOOL, "KEPT = 1\n")
    edit(bench, "README.md", "# Our shop\n")
    (repository / "tests/test_spool.py").unlink()
    acts.create_file(bench, "new.py", now=NOW)
    acts.commit_files(
        bench, [SPOOL, "tests/test_spool.py", "new.py"], "Bound it\n\nBecause $(rm -rf /) `boom`", now=NOW
    )
    assert git(repository, "log", "-1", "--format=%an <%ae>|%cn|%s") == "Dora <dora@unicorn.example>|Dora|Bound it\n"
    assert "$(rm -rf /) `boom`" in git(repository, "log", "-1", "--format=%b")
    assert git(repository, "show", "--name-status", "--format=").split() == [
        "A",
        "new.py",
        "M",
        SPOOL,
        "D",
        "tests/test_spool.py",
    ]
    assert git(repository, "status", "--porcelain").strip() == "M README.md"
    assert feed()[-1] == "Dora committed “Bound it” to storefront"


def test_what_was_added_in_a_terminal_and_not_chosen_stays_out(bench, repository):
    (repository / "README.md").write_text("# Terminal\n")
    git(repository, "add", "README.md")
    edit(bench, SPOOL, "KEPT = 1\n")
    acts.commit_files(bench, [SPOOL], "Bound it", now=NOW)
    assert git(repository, "show", "--name-only", "--format=").split() == [SPOOL]
    assert git(repository, "status", "--porcelain").strip() == "M  README.md"


def test_a_commit_needs_a_change_and_a_message(bench, repository):
    assert acts.commit_files(bench, [SPOOL], "   ", now=NOW).kind == "warning"
    with pytest.raises(OrderRefused, match="nothing"):
        acts.commit_files(bench, [SPOOL], "Empty", now=NOW)
    assert git(repository, "rev-list", "--count", "HEAD").strip() == "1"


def commit(bench, path, text, message="Bound the logging"):
    edit(bench, path, text)
    acts.commit_files(bench, [path], message, now=NOW)


def test_a_push_arrives_and_is_told(bench, home):
    commit(bench, SPOOL, "KEPT = 1\n")
    assert acts.push_commits(bench, now=NOW).kind == "success"
    assert "Bound the logging" in git(home / "remote.git", "log", "--format=%s", "main")
    assert feed()[-1] == "Dora pushed “Bound the logging” to storefront"
    assert acts.push_commits(bench, now=NOW).kind == "warning"  # nothing to push


def test_a_push_that_was_too_late_says_who_was_faster_and_offers_to_pull(bench, others, home):
    commit(bench, SPOOL, "KEPT = 1\n")
    others("README.md", "# Straw shop\n")
    said = acts.push_commits(bench, now=NOW)
    assert (said.kind, said.offer) == ("warning", "pull")
    assert "Reginald" in said.text
    assert "Count every straw" in said.text
    assert acts.pull_commits(bench, now=NOW).kind == "success"
    assert acts.push_commits(bench, now=NOW).kind == "success"
    assert git(home / "remote.git", "log", "--format=%s", "main").split("\n")[:2] == [
        "Bound the logging",
        "Count every straw",
    ]


def test_a_conflict_is_settled_file_by_file(bench, others, repository):
    commit(bench, SPOOL, "KEPT = 1\n")
    others(SPOOL, "KEPT = 2\n")
    assert acts.pull_commits(bench, now=NOW).kind == "warning"
    seen = snapshot.snapshot_of(bench, fresh=True)
    assert (seen.operation, seen.status.conflicts) == ("rebase", [SPOOL])
    sides = porcelain.parse_diff(bench.order("sides", path=SPOOL)["diff"])[0]
    assert [(line.kind, line.text) for line in sides.lines[1:]] == [("take", "KEPT = 2"), ("add", "KEPT = 1")]
    with pytest.raises(OrderRefused, match="operation"):
        acts.commit_files(bench, [SPOOL], "Too early", now=NOW)
    with pytest.raises(OrderRefused, match="markers"):
        acts.settle_conflict(bench, SPOOL, "as it is", now=NOW)
    acts.settle_conflict(bench, SPOOL, "theirs", now=NOW)  # in a rebase, git calls one's own side "theirs"
    assert acts.continue_operation(bench, now=NOW).offer == "push"
    assert (repository / SPOOL).read_text() == "KEPT = 1\n"
    assert acts.push_commits(bench, now=NOW).kind == "success"


def test_a_conflict_can_be_edited_in_the_editor(bench, others, repository):
    commit(bench, SPOOL, "KEPT = 1\n")
    others(SPOOL, "KEPT = 2\n")
    acts.pull_commits(bench, now=NOW)
    edit(bench, SPOOL, "KEPT = 3\n")
    acts.settle_conflict(bench, SPOOL, "as it is", now=NOW)
    acts.continue_operation(bench, now=NOW)
    assert git(repository, "show", f"HEAD:{SPOOL}") == "KEPT = 3\n"


def test_a_conflict_that_is_given_up_leaves_everything_as_it_was(bench, others, repository):
    commit(bench, SPOOL, "KEPT = 1\n")
    others(SPOOL, "KEPT = 2\n")
    acts.pull_commits(bench, now=NOW)
    acts.abort_operation(bench, now=NOW)
    assert (repository / SPOOL).read_text() == "KEPT = 1\n"
    assert snapshot.snapshot_of(bench, fresh=True).operation == ""


def test_a_pull_keeps_what_is_not_committed(bench, others, repository):
    others("README.md", "# Straw shop\n")
    edit(bench, SPOOL, "KEPT = 1\n")
    assert acts.pull_commits(bench, now=NOW).kind == "success"
    assert (repository / SPOOL).read_text() == "KEPT = 1\n"
    assert (repository / "README.md").read_text() == "# Straw shop\n"


def test_uncommitted_work_that_disagrees_with_a_pull_is_a_conflict_and_kept_in_the_stash(bench, others, repository):
    others(SPOOL, "KEPT = 2\n")
    edit(bench, SPOOL, "KEPT = 1\n")
    said = acts.pull_commits(bench, now=NOW)
    assert said.kind == "warning"
    assert "stash" in said.text
    acts.settle_conflict(bench, SPOOL, "theirs", now=NOW)
    assert (repository / SPOOL).read_text() == "KEPT = 1\n"
    assert snapshot.snapshot_of(bench, fresh=True).status.conflicts == []
    assert git(repository, "status", "--porcelain").strip() == f"M {SPOOL}"


def test_a_remote_that_is_away_keeps_the_commits(bench, home):
    commit(bench, SPOOL, "KEPT = 1\n")
    (home / "remote.git").rename(home / "hidden.git")
    said = acts.push_commits(bench, now=NOW)
    assert said.kind == "error"
    assert "your commits are kept" in said.text
    assert acts.pull_commits(bench, now=NOW).kind == "error"
    assert len(snapshot.snapshot_of(bench, fresh=True).outgoing) == 1


def test_a_commit_is_reverted_by_a_new_one(bench, repository):
    commit(bench, SPOOL, "KEPT = 1\n")
    acts.revert_commit(bench, git(repository, "rev-parse", "HEAD").strip(), now=NOW)
    assert "KEPT = 200" in (repository / SPOOL).read_text()
    assert snapshot.snapshot_of(bench, fresh=True).log[0].subject == 'Revert "Bound the logging"'


# The tests -----------------------------------------------------------------------------------------------------------


def ended(bench):
    """The run, once it is over."""

    def over():
        trial = snapshot.snapshot_of(bench, fresh=True).test_run
        return None if trial.running else trial

    return wait_until(over, within=120, otherwise="The tests do not end.")


def test_the_tests_run_on_what_is_saved(bench):
    edit(bench, "tests/test_spool.py", "def test_it():\n    assert 1 == 2, 'straw'\n")
    acts.start_tests(bench, now=NOW)
    trial = ended(bench)
    assert (trial.ended, trial.by) == ("failed", "Dora")
    assert "straw" in trial.output
    edit(bench, "tests/test_spool.py", "def test_it():\n    assert True\n")
    acts.start_tests(bench, now=NOW)
    assert ended(bench).ended == "passed"


def test_however_many_press_the_tests_run_once_and_can_be_stopped(bench, mate):
    edit(bench, "tests/test_spool.py", "import time\ndef test_it():\n    time.sleep(60)\n")
    acts.start_tests(bench, now=NOW)
    with pytest.raises(OrderRefused, match="running") as refusal:
        acts.start_tests(mate, now=NOW)
    assert refusal.value.facts["by"] == "Dora"
    assert snapshot.snapshot_of(mate, fresh=True).test_run.running
    acts.stop_tests(mate, now=NOW)
    trial = ended(bench)
    assert (trial.ended, trial.stopper) == ("stopped", "Dean")
    with pytest.raises(OrderRefused, match="not running"):
        acts.stop_tests(mate, now=NOW)


def test_tests_that_print_too_much_are_cut_in_the_middle(bench):
    edit(bench, "tests/test_spool.py", "def test_it():\n    print('straw ' * 200_000)\n    assert False\n")
    acts.start_tests(bench, now=NOW)
    trial = ended(bench)
    assert len(trial.output) < 170_000
    assert "bytes …" in trial.output
    assert "1 failed" in trial.output


def test_tests_that_never_end_are_ended(bench, here, monkeypatch):
    monkeypatch.setenv("WORKSHOP_TEST_SECONDS", "1")
    edit(bench, "tests/test_spool.py", "import time\ndef test_it():\n    time.sleep(60)\n")
    acts.start_tests(bench, now=NOW)
    assert ended(bench).ended == "too long"
