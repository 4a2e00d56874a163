"""The chat of a team, in which facilitators may speak too. Nothing here earns or costs a point."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday import access
from gameday.background import rate_limit
from gameday.live.changes import Change, tell
from gameday.models import ChatLine, Player, Team
from gameday.models.player import BY_PRESENT
from gameday.names import name_key
from scenarios.refusal import Refused

PAGE = 30  # lines that the panel shows; a page of the history shows more lines
HISTORY = 60
LARGEST = 20_000  # characters of one line, for a pasted log
RATE = "12 per 20 seconds"
LONG_LINES, LONG = 4, 480  # a text of so many lines or characters is folded
TEASER = 90  # characters of a folded text that are shown
# Scripts that write no space around a name, or add endings to it: Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
LETTER = rf"[^\W{UNSPACED}]"  # beside which a name goes on


@dataclass(frozen=True)
class Unread:
    """How many lines of others a player has not read, and how many of those mention the player."""

    lines: int
    mentions: int


def say_in_chat(
    team: Team, text: str, *, now: datetime, player: Player | None = None, facilitator: User | None = None
) -> ChatLine:
    """Add a line to the team's chat. Raises Refused; then nothing was written."""
    text = text.replace("\r\n", "\n").strip("\n").rstrip()
    _check(text, f"p{player.pk}" if player else f"f{facilitator.pk if facilitator else 0}")
    name = player.name if player else facilitator.get_username() if facilitator else _("a facilitator")
    with transaction.atomic():
        line = ChatLine.objects.create(
            team=team,
            player=player,
            facilitator=facilitator,
            name=name,
            text=text,
            at=now,
            role=access.current_seat(player) if player else "",
        )
        line.mentions.set(mentioned_players(text, team.players.all()))
        tell(Change.CHAT, gameday_id=team.gameday_id, team_id=team.pk)
    return line


def mentioned_players(text: str, people: Iterable[Player]) -> list[Player]:
    """The people whom a text mentions by @name, however it writes the name. Of two names that fit, the longer one counts."""
    known = list(people)
    pattern, composed = mention_pattern(player.name for player in known), unicodedata.normalize("NFC", text)
    found = {name_key(match[1]) for match in pattern.finditer(composed)} if pattern else set()
    return [player for player in known if name_key(player.name) in found]


def mention_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds @name of any of these names; None if there are no names."""
    longest_first = sorted((re.escape(name) for name in names), key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!{LETTER})(?<!@)@({'|'.join(longest_first)})(?!{LETTER})", re.IGNORECASE)


def latest_lines(team: Team, *, before: int | None = None, most: int = PAGE) -> tuple[list[ChatLine], bool]:
    """The last `most` lines (before the line with id `before`), oldest first, and whether there are older ones.

    Two queries.
    """
    rows = team.chat.filter(BY_PRESENT, pk__lt=before) if before else team.chat.filter(BY_PRESENT)
    found = list(rows.prefetch_related("mentions").order_by("-pk")[: most + 1])
    return found[most - 1 :: -1] if len(found) > most else found[::-1], len(found) > most


def unread_lines(player: Player) -> Unread:
    """How many lines the player has not read. One query."""
    rows = ChatLine.objects.filter(BY_PRESENT, team=player.team_id, pk__gt=player.chat_read).exclude(player=player)
    counts = rows.aggregate(
        lines=Count("pk", distinct=True), mentions=Count("pk", filter=Q(mentions=player), distinct=True)
    )
    return Unread(counts["lines"], counts["mentions"])


def mark_chat_read(player: Player, up_to: int) -> None:
    """Note that the player has read everything up to the line with id `up_to`. An older line changes nothing."""
    newest = (
        ChatLine.objects.filter(team=player.team_id, pk__lte=up_to).order_by("-pk").values_list("pk", flat=True).first()
    )
    Player.objects.filter(pk=player.pk, chat_read__lt=newest or 0).update(chat_read=newest)


def is_long(text: str) -> bool:
    """Whether a text is folded, so that a pasted log does not push the talk off the screen."""
    return text.count("\n") >= LONG_LINES or len(text) > LONG


def _check(text: str, who: str) -> None:
    if not text.strip():
        raise Refused(_("There was nothing in it, so nothing was sent."))
    if len(text) > LARGEST:
        raise Refused(
            _(
                "That has {count} characters and the chat takes {most}: nothing was sent, and your text is still in the "
                "field. Send the part that matters, or leave the log in a file and say where it lies."
            ).format(count=len(text), most=LARGEST)
        )
    if seconds := rate_limit.seconds_to_wait("chat", who, RATE):
        raise Refused(
            ngettext(
                "That was quick: nothing was sent, and your text is still in the field. Try again in {seconds} second.",
                "That was quick: nothing was sent, and your text is still in the field. Try again in {seconds} seconds.",
                seconds,
            ).format(seconds=seconds)
        )
