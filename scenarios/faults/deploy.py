"""deploy.bad: a release whose tests are green and which does not work, or works badly."""

import json
from time import monotonic, sleep
from typing import Any, ClassVar, Literal

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.sandbox.base import EngineError

HEAL_SECONDS = 30.0
PORTS = {"storefront": 8000, "recognizer": 8001}


class DeployArguments(Arguments):
    """`service`: whose release; `patch`: a shell script, run in the sources' folder, that makes it bad; `asset`: the same
    as a file of the scenario. `answers`: the bad release comes up, and only does its work badly."""

    service: Literal["storefront", "recognizer"] = "storefront"
    patch: str = "echo 'raise RuntimeError(\"a horn is missing\")' >> storefront/wsgi.py"
    asset: str = ""
    answers: bool = False
    message: str = Field(default="Small improvement, no need to test", pattern=r"^[^\n]{1,100}$")


# A clone of its own: what players have in theirs is not touched. The commit is an ordinary one, by an absurd author.
CLONE = """set -e; rm -rf "/tmp/$2"; trap 'rm -rf "/tmp/$2"' EXIT; git clone -q "git://pipeline/$1.git" "/tmp/$2"; cd "/tmp/$2"
bad() { git log --grep="^Ticket: HAY-$2$" --format=%H -1; }
"""
PUSH = CLONE + """[ -z "$(bad "$@")" ] || exit 0
eval "$3"
git add -A
git -c user.name='Sir Reginald Hoofington III' -c user.email=reginald@unicorn.example commit -qm "$4" -m "Ticket: HAY-$2"
git push -q origin HEAD:main"""
# Can the bad commit still be taken out of what runs, and of main? Then it is still in there.
LOOK = CLONE + """bad=$(bad "$@"); [ -n "$bad" ] || { echo gone gone; exit; }
git diff "$bad~1" "$bad" > .git/bad
for tree in "$3" origin/main; do
  git checkout -q --force "$tree"; git apply --reverse --check .git/bad 2>/dev/null && echo there || echo gone
done | xargs"""
# Off main, so that the next push does not bring it again; where it cannot be reverted, back to the good tree.
REVERT = CLONE + """bad=$(bad "$@"); [ -n "$bad" ] || exit 0
export GIT_AUTHOR_NAME=Gameday GIT_AUTHOR_EMAIL=gameday@unicorn.example
export GIT_COMMITTER_NAME=Gameday GIT_COMMITTER_EMAIL=gameday@unicorn.example
git revert --no-edit "$bad" >/dev/null 2>&1 || {
  git reset -q --hard; git checkout -q "$3" -- .; git diff --cached --quiet || git commit -qm "Back to a release that worked"; }
git push -q origin HEAD:main"""


class DeployBad:
    """The target is where the commit is made (workbench). Heal goes back to the release that ran before, and mends main."""

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
        """Its tests were green, it was deployed, and it is as bad as it should be."""
        state = self._state(call)
        if not call.arguments.answers:
            return state["wanted"] != recipe["good"] and not _runs_well(state)
        return self._alive(call) == state["wanted"] and self._look(call, state)[0] == "there"

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        if call.arguments.answers:
            self._heal_main_first(call, recipe)
            return
        if not _runs_well(self._state(call)):
            must(call, ["release", "deploy", recipe["good"]], timeout=60)
        self._revert(call, recipe)

    def _heal_main_first(self, call: Call, recipe: dict[str, Any]) -> None:
        """The bad release answers: there is time to let the pipeline bring a mended one."""
        if self.healed(call, recipe):
            return
        if self._look(call, self._state(call))[1] == "there":
            self._revert(call, recipe)
        end = monotonic() + HEAL_SECONDS
        while not self.healed(call, recipe) and monotonic() < end:
            sleep(0.3)
        if not self.healed(call, recipe):
            must(call, ["release", "deploy", recipe["good"]], timeout=60)

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        state = self._state(call)
        if not call.arguments.answers:
            return _runs_well(state)
        return self._alive(call) in (state["wanted"], "") and self._look(call, state) == ["gone", "gone"]

    def _look(self, call: Call, state: dict[str, Any]) -> list[str]:
        """Is the bad commit in what should run, and in main? each there|gone"""
        for _ in range(3):  # a busy engine now and then loses what a command said
            found = self._git(call, LOOK, state["wanted"]).split()
            if len(found) == 2:
                return found
        raise EngineError("The sources on the pipeline could not be looked at.")

    def _alive(self, call: Call) -> str:
        """The release that answers, as it says itself: on a busy machine the agent's patience may end too early."""
        service = call.arguments.service
        return call.sandbox.exec(call.target, ["curl", "-s", "--max-time", "5", f"http://{service}:{PORTS[service]}/alive"]).text

    def _revert(self, call: Call, recipe: dict[str, Any]) -> None:
        self._git(call, REVERT, recipe["good"])

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
