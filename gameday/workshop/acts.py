"""What a Dev does in the workshop: each act is done in the workbench, told to the team, and answered in words."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import Activity
from gameday.workshop import porcelain, sentences, snapshot
from gameday.workshop.bench import Bench
from gameday.workshop.inside.gitting import OrderRefused

VERB = "workshop"
AGAIN = timedelta(minutes=2)  # in which the same person's saves of one file are one line of the feed
LONGEST_MESSAGE = 2000


@dataclass(frozen=True)
class Said:
    """What came of an act. `kind`: success|warning|error; `offer`: an act that helps; `path`: the file to go to."""

    text: str
    kind: str = "success"
    offer: str = ""
    path: str | None = None


# Files ---------------------------------------------------------------------------------------------------------------


def save(bench: Bench, path: str, text: str, digest: str, *, now: datetime) -> dict[str, Any]:
    """Write a file that is still what was opened. Raises OrderRefused (`changed` with what it is now)."""
    told = bench.order("save", path=path, text=text, digest=digest)
    if told["same"]:
        return told
    made, edited = _lazy("%(who)s made %(path)s in %(repository)s"), _lazy("%(who)s edited %(path)s in %(repository)s")
    _tell(bench, made if told["new"] else edited, now, once=True, path=path)
    return told


def create(bench: Bench, path: str, *, now: datetime) -> Said:
    """A new, empty file. Raises OrderRefused where there is one."""
    try:
        there = save(bench, path, "", "", now=now)["same"]
    except OrderRefused as refusal:
        if refusal.code != "changed":
            raise
        there = True
    if there:
        raise OrderRefused("taken")
    return Said(_("“%(path)s” is there, and empty.") % {"path": path}, path=path)


def rename(bench: Bench, path: str, to: str, *, now: datetime) -> Said:
    bench.order("move", path=path, to=to)
    _tell(bench, _lazy("%(who)s renamed %(path)s to %(to)s in %(repository)s"), now, path=path, to=to)
    return Said(_("“%(path)s” is now “%(to)s”.") % {"path": path, "to": to}, path=to)


def delete(bench: Bench, path: str, *, now: datetime) -> Said:
    kept = bench.order("remove", path=path)["kept"]
    _tell(bench, _lazy("%(who)s deleted %(path)s in %(repository)s"), now, path=path)
    return Said(
        _("“%(path)s” is deleted. To have it back, discard the change, or: git cat-file -p %(kept)s > %(path)s")
        % {"path": path, "kept": kept[:10]},
        path="",
    )


def discard(bench: Bench, path: str, *, now: datetime) -> Said:
    kept = bench.order("discard", path=path)["kept"]
    _tell(bench, _lazy("%(who)s discarded the changes of %(path)s in %(repository)s"), now, path=path)
    text = _("“%(path)s” is as the last commit has it.") % {"path": path}
    if kept:
        text += " " + _("What it was is kept: git cat-file -p %(kept)s") % {"kept": kept[:10]}
    return Said(text, path=path)


# History -------------------------------------------------------------------------------------------------------------


def commit(bench: Bench, paths: list[str], message: str, *, now: datetime) -> Said:
    message = message.strip()[:LONGEST_MESSAGE]
    if not message or not paths:
        return Said(_("A commit needs a message, and a file at least. Nothing was done."), "warning")
    sha = bench.order("commit", paths=paths, message=message)["sha"]
    _tell(bench, _lazy("%(who)s committed “%(what)s” to %(repository)s"), now, what=message.splitlines()[0])
    return Said(
        _("Committed as %(sha)s. It is on the workbench only until it is pushed.") % {"sha": sha[:10]}, offer="push"
    )


def push(bench: Bench, *, now: datetime) -> Said:
    """Send the commits away. Where somebody was faster, say so and offer to bring theirs."""
    subject = next(iter(porcelain.log(bench.order("look")["outgoing"])), None)
    if subject is None:
        return Said(_("There is nothing to push: every commit is at the pipeline already."), "warning")
    told = bench.order("push")
    if told["code"] == 0:
        _tell(bench, _lazy("%(who)s pushed “%(what)s” to %(repository)s"), now, what=subject.subject)
        return Said(_("Pushed. The pipeline tests it, and deploys it when it is green."))
    incoming = porcelain.log(told["incoming"])
    if "[rejected]" in told["said"] or incoming:
        return Said(
            _(
                "Not pushed: others were faster (%(commits)s, the latest by %(who)s: “%(what)s”). Your commits are "
                "kept on the workbench. Pull, and yours come after theirs; then push again."
            )
            % {
                "commits": sentences.commits(len(incoming)),
                "who": incoming[0].author if incoming else "?",
                "what": incoming[0].subject if incoming else "?",
            },
            "warning",
            offer="pull",
        )
    return Said(
        _("Not pushed; your commits are kept on the workbench. Git says: %(said)s")
        % {"said": told["said"].strip()[-400:]},
        "error",
    )


def pull(bench: Bench, *, now: datetime) -> Said:
    told = bench.order("pull")
    if told["conflicts"]:
        _tell(
            bench,
            _lazy("%(who)s pulled %(repository)s and met a conflict in %(path)s"),
            now,
            path=", ".join(told["conflicts"]),
        )
        text = _("You and the others changed the same lines of %(path)s. Nothing is lost: settle each file below.") % {
            "path": ", ".join(told["conflicts"])
        }
        return Said(
            text + " " + (_("What you had not committed is kept in the stash too.") if told["stashed"] else ""),
            "warning",
        )
    if told["code"]:
        return Said(
            _("Nothing was pulled, and nothing was changed. Git says: %(said)s")
            % {"said": told["said"].strip()[-400:]},
            "error",
        )
    if not told["moved"]:
        return Said(_("There is nothing new at the pipeline."))
    _tell(bench, _lazy("%(who)s pulled %(repository)s"), now)
    return Said(_("Pulled. Your own commits come after the others'."))


def revert(bench: Bench, sha: str, *, now: datetime) -> Said:
    """Take a commit back by another one."""
    subject = porcelain.log(bench.order("show", sha=_sha(sha))["log"])[0].subject
    stopped = bench.order("revert", sha=sha)["operation"]
    _tell(bench, _lazy("%(who)s reverted “%(what)s” in %(repository)s"), now, what=subject)
    if stopped:
        return Said(
            _("What came after “%(what)s” stands in the way. Settle each file below, then go on.") % {"what": subject},
            "warning",
        )
    return Said(
        _("“%(what)s” is taken back by a new commit. It is on the workbench only until it is pushed.")
        % {"what": subject},
        offer="push",
    )


def settle(bench: Bench, path: str, side: str, *, now: datetime) -> Said:
    """One file of a conflict: `ours` and `theirs` are git's words for the two sides."""
    left = bench.order("settle", path=path, side=side)["left"]
    _tell(bench, _lazy("%(who)s settled %(path)s in %(repository)s"), now, path=path)
    rest = _("Still open: %(files)s.") % {"files": ", ".join(left)} if left else _("Nothing is open any more.")
    return Said(_("“%(path)s” is settled.") % {"path": path} + " " + rest, path=path)


def carry_on(bench: Bench, *, now: datetime) -> Said:
    told = bench.order("carry_on")
    if told["operation"]:
        return Said(
            _("The next commit disagrees too, in %(files)s.") % {"files": ", ".join(told["conflicts"])}, "warning"
        )
    _tell(bench, _lazy("%(who)s settled a conflict in %(repository)s"), now)
    return Said(_("Done. It is on the workbench only until it is pushed."), offer="push")


def give_up(bench: Bench, *, now: datetime) -> Said:
    bench.order("give_up")
    _tell(bench, _lazy("%(who)s gave a conflict up in %(repository)s"), now)
    return Said(_("Given up: everything is as it was before."))


# Tests and releases --------------------------------------------------------------------------------------------------


def test(bench: Bench, *, now: datetime) -> Said:
    bench.order("start", by=bench.player.name)
    _tell(bench, _lazy("%(who)s runs the tests of %(repository)s"), now)
    return Said(_("The tests run, on the files as they are saved."))


def stop(bench: Bench, *, now: datetime) -> Said:
    bench.order("stop", by=bench.player.name)
    _tell(bench, _lazy("%(who)s stopped the tests of %(repository)s"), now)
    return Said(_("The tests are being stopped."))


def deploy(bench: Bench, sha: str, *, now: datetime) -> Said:
    return _steer(
        bench,
        f"/deploy/{bench.repository}",
        {"sha": _sha(sha)},
        _lazy("%(who)s deploys %(sha)s of %(repository)s"),
        now,
    )


def roll_back(bench: Bench, *, now: datetime) -> Said:
    return _steer(
        bench, f"/rollback/{bench.repository}", {}, _lazy("%(who)s rolls %(repository)s back to %(sha)s"), now
    )


def _steer(bench: Bench, path: str, body: dict[str, str], told_as: Promise, now: datetime) -> Said:
    told = bench.order("ask", path=path, body=body)
    if "text" not in told:
        return Said(sentences.pipeline(told), "error")
    sha = json.loads(told["text"])["sha"][:10]
    _tell(bench, told_as, now, sha=sha)
    return Said(_("%(sha)s is on its way; below you see when it runs.") % {"sha": sha})


# Details -------------------------------------------------------------------------------------------------------------


def _sha(text: str) -> str:
    if not porcelain.SHA.fullmatch(text):
        raise OrderRefused("git", said=_("that is no commit"))
    return text


def _tell(bench: Bench, text: Promise, now: datetime, *, once: bool = False, **facts: str) -> None:
    """The feed and the team's pages. `once`: a line that stands there since a moment ago is not said again."""
    snapshot.forget(bench)
    player = bench.player
    assert player.team, "only a team has a workbench"
    with vocabulary.in_language_of(player.gameday):
        said = str(text) % {"who": player.name, "repository": bench.repository, **facts}
    lately = Activity.objects.filter(team=player.team, player=player, verb=VERB, text=said, at__gte=now - AGAIN)
    if not (once and lately.exists()):
        activity.record_activity(gameday=player.gameday, team=player.team, player=player, verb=VERB, text=said, now=now)
    tell(Change.WORKSHOP, gameday_id=player.gameday_id, team_id=player.team.pk)
