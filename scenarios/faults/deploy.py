"""deploy.bad: a release whose tests are green and which does not work."""

import json
from typing import Any, ClassVar, Literal

from scenarios.faults.base import Arguments, Call, must
from scenarios.sandbox.base import EngineError


class DeployArguments(Arguments):
    """`service`: whose release; `patch`: a shell script, run in the sources' folder, that makes it bad."""

    service: Literal["storefront", "recognizer"] = "storefront"
    patch: str = "echo 'raise RuntimeError(\"a horn is missing\")' >> storefront/wsgi.py"


# A clone of its own: what players have in theirs is not touched. The commit is an ordinary one, by an absurd author.
PUSH = """set -e; rm -rf "/tmp/$2"; git clone -q "git://pipeline/$1.git" "/tmp/$2"; cd "/tmp/$2"
eval "$3"
git -c user.name='Sir Reginald Hoofington III' -c user.email=reginald@unicorn.example commit -qam 'Small improvement, no need to test'
git push -q origin HEAD:main; git rev-parse HEAD; cd /; rm -rf "/tmp/$2" """


class DeployBad:
    """The target is where the commit is made (workbench). Heal goes back to the release that ran before."""

    kind: ClassVar[str] = "deploy.bad"
    title: ClassVar[str] = "A bad release is deployed"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = DeployArguments

    def plan(self, call: Call) -> dict[str, Any]:
        state = self._state(call)
        return {"good": state["wanted"], "tests": [test["sha"] for test in state["tests"]]}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if self._state(call)["wanted"] == recipe["good"]:
            must(call, ["bash", "-c", PUSH, "push", call.arguments.service, call.handle, call.arguments.patch], timeout=60)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Another release than the good one should run: its tests were green and it was deployed."""
        return self._state(call)["wanted"] != recipe["good"] and not self._runs_well(call)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        """Back to the good release, and the bad commit off main, so that the next push does not bring it again."""
        if not self._runs_well(call):
            must(call, ["release", "deploy", recipe["good"]], timeout=60)
        script = """set -e; rm -rf "/tmp/$2"; git clone -q "git://pipeline/$1.git" "/tmp/$2"; cd "/tmp/$2"
            bad=$(git log --author=reginald@unicorn.example --format=%H -1 "$3..HEAD")
            [ -z "$bad" ] || { git revert --no-edit "$bad" >/dev/null && git push -q origin HEAD:main; }; cd /; rm -rf "/tmp/$2" """
        identity = ["env", "GIT_AUTHOR_NAME=Gameday", "GIT_AUTHOR_EMAIL=gameday@unicorn.example",
                    "GIT_COMMITTER_NAME=Gameday", "GIT_COMMITTER_EMAIL=gameday@unicorn.example"]
        call.sandbox.exec(call.target, [*identity, "bash", "-c", script, "revert", call.arguments.service, call.handle, recipe["good"]])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._runs_well(call)

    def _runs_well(self, call: Call) -> bool:
        state = self._state(call)
        running = state.get("running") or {}
        return bool(running.get("ok")) and running.get("sha") == state["wanted"]

    def _state(self, call: Call) -> dict[str, Any]:
        answer = must(call, ["curl", "-sS", "--fail", "--max-time", "5", "http://pipeline:8070/status"])
        try:
            return dict(json.loads(answer)["services"][call.arguments.service])
        except (ValueError, KeyError) as error:
            raise EngineError(f"The pipeline's status cannot be read: {error}") from error
