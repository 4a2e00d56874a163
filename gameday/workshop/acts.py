"""What the Dev seat does in the workshop. Each act runs in the workbench, is recorded in the feed, and is answered in words."""

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
from gameday.models.choices import ActivityVerb
from gameday.workshop import porcelain, sentences, snapshot
from gameday.workshop.bench import Workbench
from gameday.workshop.inside.git_commands import OrderRefused

SAME_LINE_WITHIN = timedelta(minutes=2)  # repeated saves of one file by one person are one line of the feed
LONGEST_MESSAGE = 2000


@dataclass(frozen=True)
class ActAnswer:
    """The answer to an act.

    `kind` is success, warning or error; `offer` names an act that would help; `path` is the file to open next.
    """

    text: str
    kind: str = "success"
    offer: str = ""
    path: str | None = None


# Files ---------------------------------------------------------------------------------------------------------------


def save_file(bench: Workbench, path: str, text: str, digest: str, *, now: datetime) -> dict[str, Any]:
    """Save a file if nobody changed it since it was opened. Raises OrderRefused (`changed`, with its present text)."""
    told = bench.order("save", path=path, text=text, digest=digest)
    if told["same"]:
        return told
    made, edited = _lazy("%(who)s made %(path)s in %(repository)s"), _lazy("%(who)s edited %(path)s in %(repository)s")
    _tell(bench, made if told["new"] else edited, now, once=True, path=path)
    return told


def create_file(bench: Workbench, path: str, *, now: datetime) -> ActAnswer:
    """Create an empty file. Raises OrderRefused if there is one already."""
    try:
        there = save_file(bench, path, "", "", now=now)["same"]
    except OrderRefused as refusal:
        if refusal.code != "changed":
            raise
        there = True
    if there:
        raise OrderRefused("taken")
    return ActAnswer(_("“%(path)s” is there, and empty.") % {"path": path}, path=path)


def rename_file(bench: Workbench, path: str, to: str, *, now: datetime) -> ActAnswer:
    bench.order("move", path=path, to=to)
    _tell(bench, _lazy("%(who)s renamed %(path)s to %(to)s in %(repository)s"), now, path=path, to=to)
    return ActAnswer(_("“%(path)s” is now “%(to)s”.") % {"path": path, "to": to}, path=to)


def delete_file(bench: Workbench, path: str, *, now: datetime) -> ActAnswer:
    kept = bench.order("remove", path=path)["kept"]
    _tell(bench, _lazy("%(who)s deleted %(path)s in %(repository)s"), now, path=path)
    return ActAnswer(
        _("“%(path)s” is deleted. To have it back, discard the change, or: git cat-file -p %(kept)s > %(path)s")
        % {"path": path, "kept": kept[:10]},
        path="",
    )


def discard_changes(bench: Workbench, path: str, *, now: datetime) -> ActAnswer:
    kept = bench.order("discard", path=path)["kept"]
    _tell(bench, _lazy("%(who)s discarded the changes of %(path)s in %(repository)s"), now, path=path)
    text = _("“%(path)s” is as the last commit has it.") % {"path": path}
    if kept:
        text += " " + _("What it was is kept: git cat-file -p %(kept)s") % {"kept": kept[:10]}
    return ActAnswer(text, path=path)


# History -------------------------------------------------------------------------------------------------------------


def commit_files(bench: Workbench, paths: list[str], message: str, *, now: datetime) -> ActAnswer:
    message = message.strip()[:LONGEST_MESSAGE]
    if not message or not paths:
        return ActAnswer(_("A commit needs a message, and a file at least. Nothing was done."), "warning")
    sha = bench.order("commit", paths=paths, message=message)["sha"]
    _tell(bench, _lazy("%(who)s committed “%(what)s” to %(repository)s"), now, what=message.splitlines()[0])
    return ActAnswer(
        _("Committed as %(sha)s. It is on the workbench only until it is pushed.") % {"sha": sha[:10]}, offer="push"
    )


def push_commits(bench: Workbench, *, now: datetime) -> ActAnswer:
    """Push. If the remote has commits of others, say whose and offer to pull."""
    subject = next(iter(porcelain.parse_log(bench.order("look")["outgoing"])), None)
    if subject is None:
        return ActAnswer(_("There is nothing to push: every commit is at the pipeline already."), "warning")
    told = bench.order("push")
    if told["code"] == 0:
        _tell(bench, _lazy("%(who)s pushed “%(what)s” to %(repository)s"), now, what=subject.subject)
        return ActAnswer(_("Pushed. The pipeline tests it, and deploys it when it is green."))
    incoming = porcelain.parse_log(told["incoming"])
    if "[rejected]" in told["said"] or incoming:
        return ActAnswer(
            _(
                "Not pushed: others were faster (%(commits)s, the latest by %(who)s: “%(what)s”). Your commits are "
                "kept on the workbench. Pull, and yours come after theirs; then push again."
            )
            % {
                "commits": sentences.count_commits(len(incoming)),
                "who": incoming[0].author if incoming else "?",
                "what": incoming[0].subject if incoming else "?",
            },
            "warning",
            offer="pull",
        )
    return ActAnswer(
        _("Not pushed; your commits are kept on the workbench. Git says: %(said)s")
        % {"said": told["said"].strip()[-400:]},
        "error",
    )


def pull_commits(bench: Workbench, *, now: datetime) -> ActAnswer:
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
        return ActAnswer(
            text + " " + (_("What you had not committed is kept in the stash too.") if told["stashed"] else ""),
            "warning",
        )
    if told["code"]:
        return ActAnswer(
            _("Nothing was pulled, and nothing was changed. Git says: %(said)s")
            % {"said": told["said"].strip()[-400:]},
            "error",
        )
    if not told["moved"]:
        return ActAnswer(_("There is nothing new at the pipeline."))
    _tell(bench, _lazy("%(who)s pulled %(repository)s"), now)
    return ActAnswer(_("Pulled. Your own commits come after the others'."))


def revert_commit(bench: Workbench, sha: str, *, now: datetime) -> ActAnswer:
    """Revert a commit by a new one."""
    subject = porcelain.parse_log(bench.order("show", sha=_sha(sha))["log"])[0].subject
    stopped = bench.order("revert", sha=sha)["operation"]
    _tell(bench, _lazy("%(who)s reverted “%(what)s” in %(repository)s"), now, what=subject)
    if stopped:
        return ActAnswer(
            _("What came after “%(what)s” stands in the way. Settle each file below, then go on.") % {"what": subject},
            "warning",
        )
    return ActAnswer(
        _("“%(what)s” is taken back by a new commit. It is on the workbench only until it is pushed.")
        % {"what": subject},
        offer="push",
    )


def settle_conflict(bench: Workbench, path: str, side: str, *, now: datetime) -> ActAnswer:
    """Settle one file of a conflict. `side` is `ours` or `theirs` as git calls them, or anything else for the file as it is."""
    left = bench.order("settle", path=path, side=side)["left"]
    _tell(bench, _lazy("%(who)s settled %(path)s in %(repository)s"), now, path=path)
    rest = _("Still open: %(files)s.") % {"files": ", ".join(left)} if left else _("Nothing is open any more.")
    return ActAnswer(_("“%(path)s” is settled.") % {"path": path} + " " + rest, path=path)


def continue_operation(bench: Workbench, *, now: datetime) -> ActAnswer:
    told = bench.order("carry_on")
    if told["operation"]:
        return ActAnswer(
            _("The next commit disagrees too, in %(files)s.") % {"files": ", ".join(told["conflicts"])}, "warning"
        )
    _tell(bench, _lazy("%(who)s settled a conflict in %(repository)s"), now)
    return ActAnswer(_("Done. It is on the workbench only until it is pushed."), offer="push")


def abort_operation(bench: Workbench, *, now: datetime) -> ActAnswer:
    bench.order("give_up")
    _tell(bench, _lazy("%(who)s gave a conflict up in %(repository)s"), now)
    return ActAnswer(_("Given up: everything is as it was before."))


# Tests and releases --------------------------------------------------------------------------------------------------


def start_tests(bench: Workbench, *, now: datetime) -> ActAnswer:
    bench.order("start", by=bench.player.name)
    _tell(bench, _lazy("%(who)s runs the tests of %(repository)s"), now)
    return ActAnswer(_("The tests run, on the files as they are saved."))


def stop_tests(bench: Workbench, *, now: datetime) -> ActAnswer:
    bench.order("stop", by=bench.player.name)
    _tell(bench, _lazy("%(who)s stopped the tests of %(repository)s"), now)
    return ActAnswer(_("The tests are being stopped."))


def deploy_commit(bench: Workbench, sha: str, *, now: datetime) -> ActAnswer:
    return _steer(
        bench,
        f"/deploy/{bench.repository}",
        {"sha": _sha(sha)},
        _lazy("%(who)s deploys %(sha)s of %(repository)s"),
        now,
    )


def roll_back_release(bench: Workbench, *, now: datetime) -> ActAnswer:
    return _steer(
        bench, f"/rollback/{bench.repository}", {}, _lazy("%(who)s rolls %(repository)s back to %(sha)s"), now
    )


def _steer(bench: Workbench, path: str, body: dict[str, str], told_as: Promise, now: datetime) -> ActAnswer:
    told = bench.order("ask", path=path, body=body)
    if "text" not in told:
        return ActAnswer(sentences.explain_pipeline(told), "error")
    sha = json.loads(told["text"])["sha"][:10]
    _tell(bench, told_as, now, sha=sha)
    return ActAnswer(_("%(sha)s is on its way; below you see when it runs.") % {"sha": sha})


# Details -------------------------------------------------------------------------------------------------------------


def _sha(text: str) -> str:
    if not porcelain.SHA.fullmatch(text):
        raise OrderRefused("git", said=_("that is no commit"))
    return text


def _tell(bench: Workbench, text: Promise, now: datetime, *, once: bool = False, **facts: str) -> None:
    """Record the act in the feed and refresh the team's pages. `once`: skip a line that the feed got a moment ago."""
    snapshot.forget_snapshot(bench)
    player = bench.player
    assert player.team, "only a team has a workbench"
    with vocabulary.in_language_of(player.gameday):
        said = str(text) % {"who": player.name, "repository": bench.repository, **facts}
    lately = Activity.objects.filter(
        team=player.team, player=player, verb=ActivityVerb.WORKSHOP, text=said, at__range=(now - SAME_LINE_WITHIN, now)
    )
    if not (once and lately.exists()):
        activity.record_activity(player, ActivityVerb.WORKSHOP, said, now=now, service=bench.repository)
    tell(Change.WORKSHOP, gameday_id=player.gameday_id, team_id=player.team.pk)
