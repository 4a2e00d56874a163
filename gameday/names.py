"""The one rule for the names of people, teams and game days: what a name may be, and which two names are the same.

Joining, forms, lists, commands and models all ask clean_name() and name_key(). Any script is welcome, and emoji with what
joins them. Refused is what nobody sees or what changes the direction of the text beside it.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from scenarios.refusal import Refused

LONGEST_NAME = 60  # characters as a reader counts them: a letter with its accents is one, a family of emoji is one
CODE_POINTS_A_CHARACTER = (
    3  # that a column has room for, on average; 60 times 3 holds a facilitator's user name (150) too
)
LONGEST_KEY = 500  # PostgreSQL's index has room for that many; what is longer counts as the same
MOST_MARKS = 6  # above and below one letter: Burmese needs five, a tower that covers other lines needs more

ZWNJ, ZWJ = "\u200c", "\u200d"
SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # another shape of the character before
JOINERS = f"{ZWNJ}{ZWJ}\u180e{SELECTORS}"
DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
FLAG_OF_TAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")  # England, Scotland, Wales, Texas
# Unicode's Default_Ignorable_Code_Point, with the blank of Braille and the marks of annotations.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
FORBIDDEN = re.compile(f"(?![{JOINERS}])[{INVISIBLE}\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LOOSE_JOINER = re.compile(f"(?:^| )[{JOINERS}]|[{JOINERS}]{{3}}")  # joins nothing, or hides something
UNSEEN = re.compile(f"[{INVISIBLE}]")
RIGHT_TO_LEFT = ("R", "AL", "AN")
SAME_SIGN = str.maketrans({"ı": "i", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "–": "-"})

TWO_LETTERS_OF_A_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
NOT_COUNTED = re.compile(f"{ZWJ}.|[{JOINERS}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


class ImpossibleName(Refused):
    """The text cannot be a name. It says why and what to do."""


def clean_name(text: str, longest: int = LONGEST_NAME) -> str:
    """`text` as a name: composed (NFC), with single spaces between words. Raises ImpossibleName."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise ImpossibleName(_("Fill in a name."))
    if len(name) > longest * CODE_POINTS_A_CHARACTER or count_characters(name) > longest:
        raise ImpossibleName(_("Longer than {most} characters. Shorten it.").format(most=longest))
    plain = FLAG_OF_TAGS.sub("\U0001f3f4", name)
    if found := FORBIDDEN.search(plain) or LOOSE_JOINER.search(plain):
        raise ImpossibleName(_why_forbidden(found[0].strip()[0]))
    if not any(_is_seen(sign) for sign in plain):
        raise ImpossibleName(_("Nobody could see that name. Put a letter, a digit or an emoji into it."))
    if _most_marks(plain) > MOST_MARKS:
        raise ImpossibleName(
            _(
                "More than {most} accents are piled on one letter, and they would cover other lines. Leave some out."
            ).format(most=MOST_MARKS)
        )
    return name


def name_key(name: str) -> str:
    """What two names have in common that a reader takes for the same: whatever their case, Unicode form or joiners.

    "" for a name that nobody can see. It is Unicode's caseless match (NFKC, case folded), and takes the i without a dot,
    the curly apostrophes and the hyphens that phones type for the plain ones.
    """
    seen = UNSEEN.sub("", unicodedata.normalize("NFD", name))
    for _round in range(2):  # folding may undo the normal form, and the normal form the folding
        seen = unicodedata.normalize("NFKC", seen.casefold())
    plain = seen.replace("i\u0307", "i").translate(SAME_SIGN)  # İ is folded to i and a dot
    return " ".join(plain.split())[:LONGEST_KEY]


def count_characters(name: str) -> int:
    """How many characters a reader counts. Close to Unicode's grapheme clusters, and never more than there are."""
    shown = NOT_COUNTED.sub("", TWO_LETTERS_OF_A_FLAG.sub("x", name))
    return sum(unicodedata.category(sign)[0] != "M" for sign in shown)


def isolate(text: str) -> str:
    """`text` for a sentence without markup: if it runs from right to left, what stands beside it keeps its order."""
    runs_left = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in text)
    return f"\u2068{text}\u2069" if runs_left else text


def _why_forbidden(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if re.match(f"[{DIRECTION}]", sign):
        return _(
            "There is a hidden sign in it ({code}) that changes the direction of the text beside it. Delete it, or type the "
            "name anew instead of pasting it."
        ).format(code=code)
    return _(
        "There is an invisible character in it ({code}). Delete it, or type the name anew instead of pasting it."
    ).format(code=code)


def _is_seen(sign: str) -> bool:
    """Whether a reader sees something: no space, no mark without a letter, nothing invisible."""
    return unicodedata.category(sign)[0] not in "ZM" and not UNSEEN.match(sign)


def _most_marks(name: str) -> int:
    """The longest run of marks that take no room of their own."""
    marks = "".join("m" if unicodedata.category(sign) in ("Mn", "Me") else " " for sign in name)
    return max(map(len, marks.split()), default=0)
