"""Explains what went wrong in the workshop: what happened, what was kept, what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.workshop.bench import BenchAway
from gameday.workshop.inside.files import LARGEST_TEXT
from gameday.workshop.inside.gitting import OrderRefused


def explain_refusal(refusal: OrderRefused, path: str = "") -> str:
    """Explain why an order was refused."""
    facts = {"path": path, "said": "", "operation": "", "by": ""} | dict(refusal.facts)
    facts["kilobytes"] = int(facts.get("size", 0)) // 1024
    facts["most"] = LARGEST_TEXT // 1024
    return (
        _texts().get(refusal.code, _("It was not done (%(code)s). Nothing was lost.") % {"code": refusal.code}) % facts
    )


def _texts() -> dict[str, str]:
    return {
        "path": _(
            "“%(path)s” is no place for a file here: a path inside the repository, without “..”, outside .git, "
            "of 200 characters at most."
        ),
        "link": _("“%(path)s” is a link or lies behind one. The workshop does not follow links; a terminal does."),
        "special": _("“%(path)s” is no ordinary file, so it is not opened here."),
        "missing": _(
            "“%(path)s” is not there any more: somebody moved or deleted it. What you have typed is kept in this tab."
        ),
        "taken": _("There is a file of that name already. Nothing was changed; choose another name."),
        "large": _(
            "“%(path)s” has %(kilobytes)s kB; the editor takes %(most)s kB at most. Nothing was changed; use a "
            "terminal for it."
        ),
        "no text": _("“%(path)s” is no text (%(kilobytes)s kB of something else), so it is not opened in an editor."),
        "changed": _(
            "Somebody else has changed “%(path)s” since you opened it. Nothing was written over; your text is "
            "still here."
        ),
        "nothing": _("There is nothing to commit in what you chose."),
        "conflicts": _("There are files on which two sides disagree. Settle them first, then commit."),
        "operation": _(
            "A %(operation)s has stopped half way. Settle its conflicts, then go on, or give it up; then try again."
        ),
        "markers": _(
            "There are still conflict marks (<<<<<<<) in “%(path)s”. Edit and save it first, or take one side."
        ),
        "settled": _("That is settled already: somebody was faster, or it was done in a terminal."),
        "running": _("The tests run already: %(by)s started them. They run once, for all of you."),
        "not running": _("The tests have ended already."),
        "no repository": _(
            "There is no such repository on the workbench any more. A terminal can clone it again: git clone."
        ),
        "slow": _(
            "Git took too long on the workbench and was stopped. Look whether something hangs there, then try again."
        ),
        "system": _("The workbench refused: %(said)s. Nothing was lost; is its disk full?"),
        "git": _("Git says: %(said)s"),
    }


def explain_away(trouble: BenchAway) -> str:
    """Explain why the workbench cannot be used."""
    texts = {
        "none": _(
            "Your team has no sandbox now, so there is no workbench. It is built when the game day is launched, "
            "and taken away when it is over."
        ),
        "requested": _("Your sandbox waits to be built. The workshop opens by itself when it is ready."),
        "building": _("Your sandbox is being built. The workshop opens by itself when it is ready."),
        "broken": _("Your sandbox is broken (%(said)s). A facilitator can rebuild it."),
        "engine": _(
            "The engine that carries your sandbox does not answer. What you have typed is kept in this tab; we "
            "try again by ourselves."
        ),
        "slow": _(
            "The workbench took too long to answer. What you have typed is kept in this tab; we try again by ourselves."
        ),
        "paused": _(
            "The workbench's container is paused. Whoever sits on the Ops seat can resume it from the console."
        ),
        "failed": _(
            "The workbench runs, but does not do what it is asked (%(said)s). Look at it in a terminal; what "
            "you have typed is kept in this tab."
        ),
    }
    dead = _(
        "The workbench's container is %(code)s. Start it from the console; what you have typed is kept in this tab."
    )
    return texts.get(trouble.code, dead) % {"said": trouble.said, "code": trouble.code}


def explain_pipeline(told: dict[str, str]) -> str:
    """Explain why the pipeline did not do what an `ask` order asked."""
    if "away" in told:
        return _(
            "The pipeline does not answer (%(why)s). What runs keeps running; is its container up, and its runner "
            "(sv status runner)?"
        ) % {"why": told["away"]}
    return _("The pipeline says no: %(why)s") % {"why": told.get("wrong", "?").strip()[:300]}


def count_commits(number: int) -> str:
    return ngettext("%(number)s commit", "%(number)s commits", number) % {"number": number}
