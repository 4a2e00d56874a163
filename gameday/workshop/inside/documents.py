"""The documents of all repositories: which there are, and one of them as it lies on the workbench."""

import os
from pathlib import Path

from gameday.workshop.inside import files, history
from gameday.workshop.inside.git_commands import Answer, OrderRefused, run_git, split_names, try_git

ENDING = "*.md"
MOST = 100  # documents of one repository


def tell_documents(home: Path, repositories: list[str], wanted: str) -> Answer:
    """The paths of each repository's documents; and the `wanted` one ("runbook/README.md"), or why it is refused."""
    found = {repository: _list_documents(home / repository) for repository in repositories}
    repository, _, path = wanted.partition("/")
    try:
        if repository not in found:
            raise OrderRefused("missing")
        os.chdir(home / repository)
        document = _read_document(path)
    except OrderRefused as refusal:
        document = refusal.answer
    return {"documents": found, "document": document}


def _list_documents(repository: Path) -> list[str]:
    os.chdir(repository)
    code, said = try_git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", ENDING)
    return [path for path in split_names(said) if Path(path).is_file()][:MOST] if code == 0 else []


def _read_document(path: str) -> Answer:
    """Its text, its last commit, and whether it is otherwise than in that commit."""
    return {
        "text": files.read_text(path)["text"],
        "commit": history.commit_log("-n", "1", path=path),
        "changed": bool(run_git("--no-optional-locks", "status", "--porcelain", "--", path)),
    }
