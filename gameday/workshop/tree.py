"""A repository's files as nested folders, with what is changed and who has it open."""

from dataclasses import dataclass, field

from gameday.workshop.porcelain import FileChange
from gameday.workshop.presence import PersonHere


@dataclass
class TreeFile:
    name: str
    path: str
    mark: str
    how: str = ""  # as in FileChange; empty if the file is as committed
    people: list[PersonHere] = field(default_factory=list)


@dataclass
class TreeFolder:
    name: str
    path: str = ""
    folders: dict[str, "TreeFolder"] = field(default_factory=dict)
    leaves: list[TreeFile] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether a file below is not as committed, or open by a player."""
        return any(leaf.how or leaf.people for leaf in self.leaves) or any(
            inner.changed for inner in self.folders.values()
        )


def build_tree(files: dict[str, str], changes: list[FileChange], people: list[PersonHere]) -> TreeFolder:
    """The root folder of `files` (path -> mark), in their order."""
    root, how = TreeFolder(""), {change.path: change.how for change in changes}
    for path, mark in files.items():
        *above, name = path.split("/")
        folder = root
        for number, part in enumerate(above, 1):
            folder = folder.folders.setdefault(part, TreeFolder(part, "/".join(above[:number])))
        folder.leaves.append(
            TreeFile(name, path, mark, how.get(path, ""), [each for each in people if each.path == path])
        )
    return root
