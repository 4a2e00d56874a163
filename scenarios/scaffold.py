"""Creates the folder of a new scenario, with an example that passes lint and proof and is meant to be changed."""

import re
from pathlib import Path

from scenarios import publishing
from scenarios.publishing import FILE
from scenarios.refusal import Refused

TEMPLATE = Path(__file__).parent / "template"
SLUG = re.compile(r"[a-z][a-z0-9-]{1,58}[a-z0-9]")  # the same pattern as vocabulary.Document.id


def write_scaffold(slug: str, parent: Path) -> Path:
    """Create the folder `parent`/`slug` and return it. Raises Refused; nothing that exists is overwritten."""
    if not SLUG.fullmatch(slug):
        raise Refused(f"{slug} cannot be a name: small letters, digits and hyphens, from 3 to 60, a letter first.")
    taken = [folder for folder in publishing.library_folders() if folder.name == slug]
    folder = parent / slug
    if taken or folder.exists():
        raise Refused(f"There is a {slug} already: {taken[0] if taken else folder}. Choose another name.")
    try:
        for source in sorted(TEMPLATE.rglob("*")):
            if source.is_file():
                _copy(source, folder / source.relative_to(TEMPLATE), slug)
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}. Name another folder by --in.") from error
    return folder


def _copy(source: Path, target: Path, slug: str) -> None:
    title = slug.replace("-", " ").capitalize()
    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text()
    target.write_text(text.replace("@SLUG@", slug).replace("@TITLE@", title) if source.name == FILE else text)
