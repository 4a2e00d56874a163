"""Replays: which lines of a page are steps, and what a robot says that cannot follow them."""

import pytest

from scenarios import company, publishing
from scenarios.objectives import replay
from scenarios.probes.base import Reading
from scenarios.sandbox import Spec
from scenarios.sandbox.base import ExecResult
from scenarios.sandbox.fake import FakeSandbox

PAGE = """# Fire

```sh on db
createdb unicorn
```

    ```sh on cache
    sv up redis
    ```

```sh
reconcile
```

```sh on edge
sv up nginx
```
"""


@pytest.fixture
def source():
    return publishing.read_source(publishing.find_source("runbook-lies"))


@pytest.fixture
def fake():
    return FakeSandbox(Spec("box", company.load_company("unicorn_rentals"), "image"), 9000)


def follow(source, fake, page, code=0, customers=()):
    """The reading if everything but the page's own commands succeeds."""

    def answer(role, argv):
        if "show" in argv:
            return ExecResult(0 if page else 128, page.encode(), b"", 0.1)
        return ExecResult(code if list(argv) == replay.DO else 0, b"", b"what is this\n", 0.1)

    fake.answer = answer
    goal = source.document.objective("replayed").model_copy(update={"probes": list(customers)})
    return replay.run_replay(source.document, source.assets, goal, fake, "127.0.0.1")


def test_only_a_block_that_names_its_role_is_a_step():
    assert list(replay.read_page(PAGE)) == [
        replay.Ordered("db", "createdb unicorn\n", 3),
        replay.Ordered("edge", "sv up nginx\n", 15),
    ]


def test_steps_are_done_on_a_spare_sandbox_of_the_named_roles_and_nowhere_else(source, fake):
    assert follow(source, fake, PAGE).outcome == "ok"
    assert [call for call in fake.calls if call[0] == "spare"] == [
        ("spare", "db", "cache", "storefront", "edge", "workbench")
    ]
    assert [call[1] for call in fake.calls if call[2:] == tuple(replay.DO)] == ["db", "edge"]


def test_the_step_that_fails_is_named_with_its_line(source, fake):
    assert follow(source, fake, PAGE, code=1).why == "Step 1 (db, line 3) failed: what is this"


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("", "There is no fire.md in main of runbook."),
        ("# Fire\n\nRun.\n", "fire.md holds no step that a robot could follow."),
        ("```sh on pipeline\ntrue\n```\n", "Step 1, line 1: the blank place has no pipeline."),
    ],
)
def test_a_page_that_nobody_can_follow_needs_no_sandbox(source, fake, page, why):
    assert follow(source, fake, page).why == why
    assert not [call for call in fake.calls if call[0] == "spare"]


@pytest.mark.parametrize(
    ("met", "why"),
    [
        ("fail", "All steps are done, and the shop is not back: It snores."),
        ("error", "The shop in the blank place cannot be looked at: It snores."),
    ],
)
def test_a_shop_that_cannot_be_looked_at_is_nobodys_failure(source, fake, monkeypatch, met, why):
    monkeypatch.setattr(replay, "SETTLE_SECONDS", 0)
    monkeypatch.setattr(replay.probes, "read_probe_now", lambda use, **where: Reading(met, why="It snores."))
    found = follow(source, fake, PAGE, customers=["browse"])
    assert (found.outcome, found.why) == (met, why)
