"""Explains what went wrong in the workshop: what happened, what was kept, what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from gameday.workshop.bench import BenchAway
from gameday.workshop.inside.files import LARGEST_TEXT
from gameday.workshop.inside.git_commands import OrderRefused

REFUSED: dict[str, str | Promise] = {
    "path": _lazy(
        "“%(path)s” is no place for a file here: a path inside the repository, without “..”, outside .git, "
        "of 200 characters at most."
    ),
    "link": _lazy("“%(path)s” is a link or lies behind one. The workshop does not follow links; a terminal does."),
    "special": _lazy("“%(path)s” is no ordinary file, so it is not opened here."),
    "missing": _lazy(
        "“%(path)s” is not there any more: somebody moved or deleted it. What you have typed is kept in this tab."
    ),
    "taken": _lazy("There is a file of that name already. Nothing was changed; choose another name."),
    "large": _lazy(
        "“%(path)s” has %(kilobytes)s kB; the editor takes %(most)s kB at most. Nothing was changed; use a "
        "terminal for it."
    ),
    "no text": _lazy("“%(path)s” is no text (%(kilobytes)s kB of something else), so it is not opened in an editor."),
    "changed": _lazy(
        "Somebody else has changed “%(path)s” since you opened it. Nothing was written over; your text is still here."
    ),
    "nothing": _lazy("There is nothing to commit in what you chose."),
    "conflicts": _lazy("There are files on which two sides disagree. Settle them first, then commit."),
    "operation": _lazy(
        "A %(operation)s has stopped half way. Settle its conflicts, then go on, or give it up; then try again."
    ),
    "markers": _lazy(
        "There are still conflict marks (<<<<<<<) in “%(path)s”. Edit and save it first, or take one side."
    ),
    "settled": _lazy("That is settled already: somebody was faster, or it was done in a terminal."),
    "running": _lazy("The tests run already: %(by)s started them. They run once, for all of you."),
    "not running": _lazy("The tests have ended already."),
    "no repository": _lazy(
        "There is no such repository on the workbench any more. A terminal can clone it again: git clone."
    ),
    "slow": _lazy(
        "Git took too long on the workbench and was stopped. Look whether something hangs there, then try again."
    ),
    "system": _lazy("The workbench refused: %(said)s. Nothing was lost; is its disk full?"),
    "git": _lazy("Git says: %(said)s"),
}
AWAY: dict[str, str | Promise] = {
    "none": _lazy(
        "Your team has no sandbox now, so there is no workbench. It is built when the game day is launched, "
        "and taken away when it is over."
    ),
    "requested": _lazy("Your sandbox waits to be built. The workshop opens by itself when it is ready."),
    "building": _lazy("Your sandbox is being built. The workshop opens by itself when it is ready."),
    "broken": _lazy("Your sandbox is broken (%(said)s). A facilitator can rebuild it."),
    "engine": _lazy(
        "The engine that carries your sandbox does not answer. What you have typed is kept in this tab; we "
        "try again by ourselves."
    ),
    "slow": _lazy(
        "The workbench took too long to answer. What you have typed is kept in this tab; we try again by ourselves."
    ),
    "paused": _lazy(
        "The workbench's container is paused. Whoever sits on the Ops seat can resume it from the console."
    ),
    "failed": _lazy(
        "The workbench runs, but does not do what it is asked (%(said)s). Look at it in a terminal; what "
        "you have typed is kept in this tab."
    ),
}
STOPPED = _lazy(
    "The workbench's container is %(code)s. Start it from the console; what you have typed is kept in this tab."
)


def explain_refusal(refusal: OrderRefused, path: str = "") -> str:
    """Explain why an order was refused."""
    facts = {"path": path, "said": "", "operation": "", "by": "", "code": refusal.code} | dict(refusal.facts)
    facts |= {"kilobytes": int(facts.get("size", 0)) // 1024, "most": LARGEST_TEXT // 1024}
    return str(REFUSED.get(refusal.code, _("It was not done (%(code)s). Nothing was lost."))) % facts


def explain_away(trouble: BenchAway) -> str:
    """Explain why the workbench cannot be used."""
    return str(AWAY.get(trouble.code, STOPPED)) % {"said": trouble.said, "code": trouble.code}


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
