"""What people type into a debrief: which texts are taken, and how they are cleaned."""

from django.utils.translation import gettext as _

from scenarios.refusal import Refused


def clean_text(text: str, longest: int) -> str:
    """The text as it is kept. Raises Refused for one that is empty or too long."""
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise Refused(_("There was nothing in it, so nothing was written."))
    if len(text) > longest:
        raise Refused(
            _(
                "That has {count} characters and there is room for {most}: nothing was written, and your text is still in "
                "the field. Make two of it, or shorten it."
            ).format(count=len(text), most=longest)
        )
    return text


def version_number(text: str) -> int:
    """The version that a form was opened with; 0, which is none, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
