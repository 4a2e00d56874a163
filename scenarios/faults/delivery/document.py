"""document.rewrite: a page in git that people rely on, such as a runbook, is rewritten. No test checks it."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must


class RewriteArguments(Arguments):
    """`repository` on the pipeline; `patch`: a shell script, run in it, that rewrites the page; `asset`: the same as
    a file of the scenario; `message` of the commit."""

    repository: str = Field(default="runbook", pattern=r"^[a-z][a-z0-9-]*$")
    patch: str = "echo 'If in doubt, switch it off.' >> README.md"
    asset: str = ""
    message: str = Field(default="A few corrections", pattern=r"^[^\n]{1,100}$")


PUSH = """set -e; rm -rf "/tmp/$2"; trap 'rm -rf "/tmp/$2"' EXIT; repo="/srv/git/$1.git"
[ -z "$(git -C "$repo" log --grep="^Ticket: HAY-$2$" --format=%H -1 main)" ] || exit 0
git clone -q "$repo" "/tmp/$2"; cd "/tmp/$2"
eval "$3"
git add -A
git -c user.name='Sir Reginald Hoofington III' -c user.email=reginald@unicorn.example commit -qm "$4" -m "Ticket: HAY-$2"
git push -q origin HEAD:main"""
# A container that was created again may not have the good commit. Its pages are good anyway.
GOOD = """set -e; cd "/srv/git/$1.git"; old=$(git rev-parse main)
good=$(git rev-parse -q --verify "$3^{tree}") && [ "$(git rev-parse "$old^{tree}")" != "$good" ] || { echo gone; exit 0; }
"""
# Heals with a new commit on top: the players' commits stay in the history, and a push at the same moment is not lost.
BACK = (
    GOOD
    + """export GIT_AUTHOR_NAME=Gameday GIT_AUTHOR_EMAIL=gameday@unicorn.example
export GIT_COMMITTER_NAME=Gameday GIT_COMMITTER_EMAIL=gameday@unicorn.example
git update-ref refs/heads/main "$(git commit-tree "$good" -p "$old" -m 'Back to what it said before')" "$old" """
)


class DocumentRewrite:
    """The target (pipeline) is where the repository is. Heal restores all pages, even those that players repaired."""

    kind: ClassVar[str] = "document.rewrite"
    title: ClassVar[str] = "A page that people rely on is rewritten"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = RewriteArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {"good": must(call, ["git", "-C", f"/srv/git/{call.arguments.repository}.git", "rev-parse", "main"])}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        patch = call.assets[call.arguments.asset].decode() if call.arguments.asset else call.arguments.patch
        self._run(call, PUSH, patch, call.arguments.message)

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.healed(call, recipe)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        self._run(call, BACK, recipe["good"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is every page as it was before?"""
        return self._run(call, GOOD, recipe["good"]) == "gone"

    def _run(self, call: Call, script: str, *words: str) -> str:
        return must(call, ["bash", "-c", script, "git", call.arguments.repository, call.handle, *words])
