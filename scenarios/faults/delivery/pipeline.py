"""pipeline.break: the test runner is down and stays down, and main has a bad commit that was never tested."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must

# Runs on the pipeline itself, next to the repositories, so it works without git daemon and runner.
CLONE = """set -e; work=/tmp/$2; rm -rf "$work"; trap 'rm -rf "$work"' EXIT; git clone -q "/srv/git/$1.git" "$work"; cd "$work"
bad() { git log --grep="^Ticket: HAY-$2$" --format=%H -1; }
there() { bad=$(bad "$@"); [ -n "$bad" ] && git diff "$bad~1" "$bad" > .git/bad && git apply --reverse --check .git/bad 2>/dev/null; }
"""
COMMIT = (
    CLONE
    + """[ -z "$(bad "$@")" ] || exit 0
eval "$3"
git add -A
git -c user.name='Sir Reginald Hoofington III' -c user.email=reginald@unicorn.example commit -qm "$4" -m "Ticket: HAY-$2"
git push -q origin HEAD:main 2>/dev/null"""
)
LOOK = CLONE + 'there "$@" && echo there || echo gone'
# Starts the runner first, so that it notices the push of the repaired sources.
MEND = (
    """sv up runner >/dev/null
for _ in $(seq 100); do curl -sf -m 1 localhost:8070/healthz >/dev/null && break; sleep 0.1; done
"""
    + CLONE
    + """there "$@" || exit 0
export GIT_AUTHOR_NAME=Gameday GIT_AUTHOR_EMAIL=gameday@unicorn.example
export GIT_COMMITTER_NAME=Gameday GIT_COMMITTER_EMAIL=gameday@unicorn.example
git revert --no-edit "$bad" >/dev/null
git push -q origin HEAD:main 2>/dev/null"""
)


class BreakArguments(Arguments):
    """`service`: whose sources; `patch`: a shell script, run in their folder; `asset`: the same, as a file."""

    service: Literal["storefront", "recognizer"] = "storefront"
    patch: str = "echo 'raise RuntimeError(\"no test today\")' > tests/conftest.py"
    asset: str = ""
    message: str = Field(default="Small improvement, tested in my head", pattern=r"^[^\n]{1,100}$")


class Break:
    """The target is the pipeline's own container. The release that runs is not affected."""

    kind: ClassVar[str] = "pipeline.break"
    title: ClassVar[str] = "Nothing is tested any more, and main is broken"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = BreakArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        patch = call.assets[call.arguments.asset].decode() if call.arguments.asset else call.arguments.patch
        must(call, ["/opt/unicorn/bin/hold", "runner"])
        self._git(call, COMMIT, patch, call.arguments.message)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._runner(call).startswith("down:") and self._git(call, LOOK) == "there"

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        self._git(call, MEND)

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        status = self._runner(call)
        return (status.startswith("run:") or "want up" in status) and self._git(call, LOOK) == "gone"

    def _runner(self, call: Call) -> str:
        return call.sandbox.exec(call.target, ["sv", "status", "runner"]).text

    def _git(self, call: Call, script: str, *words: str) -> str:
        return must(call, ["bash", "-c", script, "git", call.arguments.service, call.handle, *words], timeout=60)
