"""deploy.bad: a release passes its tests but does not run, or runs badly."""

import json
from typing import Any, ClassVar, Literal

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.data.database import sql
from scenarios.sandbox.base import EngineError
from scenarios.waiting import wait_while

HEAL_SECONDS = 30.0
PORTS = {"storefront": 8000, "recognizer": 8001}


class DeployArguments(Arguments):
    """`service`: whose release; `patch`: a shell script, run in the sources' folder, that makes it bad; `asset`: the
    same as a file of the scenario. `answers`: the bad release does run, but works badly. `resets`: heal restores the
    old sources, whatever players have changed. `adds`: a column, as table.column, that the release or the players
    add to the database, and that heal drops."""

    service: Literal["storefront", "recognizer"] = "storefront"
    patch: str = "echo 'raise RuntimeError(\"a horn is missing\")' >> storefront/wsgi.py"
    asset: str = ""
    answers: bool = False
    resets: bool = False
    adds: str = Field(default="", pattern=r"^([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)?$")
    message: str = Field(default="Small improvement, no need to test", pattern=r"^[^\n]{1,100}$")


# A new clone, so that the players' own clone is not touched. The commit looks like any other one.
CLONE = """set -e; rm -rf "/tmp/$2"; trap 'rm -rf "/tmp/$2"' EXIT; git clone -q "git://pipeline/$1.git" "/tmp/$2"; cd "/tmp/$2"
bad() { git log --grep="^Ticket: HAY-$2$" --format=%H -1; }
"""
PUSH = (
    CLONE
    + """[ -z "$(bad "$@")" ] || exit 0
eval "$3"
git add -A
git -c user.name='Sir Reginald Hoofington III' -c user.email=reginald@unicorn.example commit -qm "$4" -m "Ticket: HAY-$2"
git push -q origin HEAD:main"""
)
# If the bad commit can still be reverted in what runs, or in main, it is still in there.
LOOK = (
    CLONE
    + """bad=$(bad "$@"); [ -n "$bad" ] || { echo gone gone; exit; }
git diff "$bad~1" "$bad" > .git/bad
for tree in "$3" origin/main; do
  git checkout -q --force "$tree"; git apply --reverse --check .git/bad 2>/dev/null && echo there || echo gone
done | xargs"""
)
# Revert it in main, or the next push would release it again. If that fails, restore the files of the good release.
REVERT = (
    CLONE
    + """bad=$(bad "$@"); [ -n "$bad" ] || exit 0
export GIT_AUTHOR_NAME=Gameday GIT_AUTHOR_EMAIL=gameday@unicorn.example
export GIT_COMMITTER_NAME=Gameday GIT_COMMITTER_EMAIL=gameday@unicorn.example
git revert --no-edit "$bad" >/dev/null 2>&1 || {
  git reset -q --hard; git checkout -q "$3" -- .; git diff --cached --quiet || git commit -qm "Back to a release that worked"; }
git push -q origin HEAD:main"""
)

# Restore the old sources with one more commit, so that everybody's clone can still pull.
RESET = (
    CLONE
    + """git read-tree -u --reset "$3"; git diff --cached --quiet && exit 0
git -c user.name=Gameday -c user.email=gameday@unicorn.example commit -qm "Back to what was there before"
git push -q origin HEAD:main"""
)
# Do the sources of the wanted release, and of main, differ from the good ones? If the good commit is unknown, the
# pipeline is a new container, which never had the bad one.
SAME = (
    CLONE
    + """git cat-file -e "$4" 2>/dev/null || { echo gone gone; exit; }
for tree in "$3" origin/main; do
  [ "$(git rev-parse "$tree^{tree}")" = "$(git rev-parse "$4^{tree}")" ] && echo gone || echo there
done | xargs"""
)


class DeployBad:
    """The target (workbench) is where the commit is made. Heal deploys the release that ran before and repairs main."""

    kind: ClassVar[str] = "deploy.bad"
    title: ClassVar[str] = "A bad release is deployed"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = DeployArguments

    def plan(self, call: Call) -> dict[str, Any]:
        state = self._state(call)
        return {"good": state["wanted"], "tests": [test["sha"] for test in state["tests"]]}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        patch = call.assets[call.arguments.asset].decode() if call.arguments.asset else call.arguments.patch
        self._git(call, PUSH, patch, call.arguments.message)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Its tests passed, it was deployed, and it does not run, or runs badly with `answers`."""
        state = self._state(call)
        if not call.arguments.answers:
            return state["wanted"] != recipe["good"] and not _runs_well(state)
        return self._alive(call) == state["wanted"] and self._look(call, recipe, state)[0] == "there"

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        if call.arguments.answers:
            self._heal_main_first(call, recipe)
            return
        if not _runs_well(self._state(call)):
            must(call, ["release", "deploy", recipe["good"]], timeout=60)
        self._revert(call, recipe)

    def _heal_main_first(self, call: Call, recipe: dict[str, Any]) -> None:
        """The bad release still answers, so there is time for the pipeline to release repaired sources."""
        if not self._released(call, recipe):
            if self._look(call, recipe, self._state(call))[1] == "there":
                self._revert(call, recipe)
            if wait_while(lambda: not self._released(call, recipe), within=HEAL_SECONDS, every=0.3):
                must(call, ["release", "deploy", recipe["good"]], timeout=60)
        if self._added(call):
            table, column = call.arguments.adds.split(".")
            sql(call, f"SET lock_timeout = '5s'; ALTER TABLE {table} DROP COLUMN {column}", role="db")

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        if not call.arguments.answers:
            return _runs_well(self._state(call))
        return self._released(call, recipe) and not self._added(call)

    def _released(self, call: Call, recipe: dict[str, Any]) -> bool:
        """The bad release does not run, and the next push would not release it."""
        state = self._state(call)
        return self._alive(call) in (state["wanted"], "") and self._look(call, recipe, state) == ["gone", "gone"]

    def _added(self, call: Call) -> bool:
        """Is the column of `adds` there?"""
        table, _, column = call.arguments.adds.partition(".")
        where = f"table_schema = 'public' AND table_name = '{table}' AND column_name = '{column}'"
        ask = f"SELECT count(*) FROM information_schema.columns WHERE {where}"
        return bool(column) and sql(call, ask, role="db") != "0"

    def _look(self, call: Call, recipe: dict[str, Any], state: dict[str, Any]) -> list[str]:
        """["there" or "gone"] for the bad commit in the wanted release, and the same for it in main."""
        script = SAME if call.arguments.resets else LOOK
        for _ in range(3):  # a busy engine sometimes loses a command's output
            found = self._git(call, script, state["wanted"], recipe["good"]).split()
            if len(found) == 2:
                return found
        raise EngineError("The sources on the pipeline could not be looked at.")

    def _alive(self, call: Call) -> str:
        """The release that the service itself reports. On a busy machine the pipeline's own check may time out."""
        service = call.arguments.service
        return call.sandbox.exec(
            call.target, ["curl", "-s", "--max-time", "5", f"http://{service}:{PORTS[service]}/alive"]
        ).text

    def _revert(self, call: Call, recipe: dict[str, Any]) -> None:
        self._git(call, RESET if call.arguments.resets else REVERT, recipe["good"])

    def _git(self, call: Call, script: str, *words: str) -> str:
        return must(call, ["bash", "-c", script, "git", call.arguments.service, call.handle, *words], timeout=60)

    def _state(self, call: Call) -> dict[str, Any]:
        answer = must(call, ["curl", "-sS", "--fail", "--max-time", "5", "http://pipeline:8070/status"])
        try:
            return dict(json.loads(answer)["services"][call.arguments.service])
        except (ValueError, KeyError) as error:
            raise EngineError(f"The pipeline's status cannot be read: {error}") from error


def _runs_well(state: dict[str, Any]) -> bool:
    running = state.get("running") or {}
    return bool(running.get("ok")) and running.get("sha") == state["wanted"]
