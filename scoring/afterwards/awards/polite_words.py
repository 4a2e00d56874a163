"""Words that are kind in a chat, in the languages that people are likely to play in. Accents do not count: phones drop them."""

import re
import unicodedata

ENGLISH = (
    "please",
    "thanks",
    "thank you",
    "thx",
    "sorry",
    "welcome",
    "well done",
    "good job",
    "nice work",
    "great job",
)
FRENCH = ("merci", "s'il te plait", "s'il vous plait", "stp", "svp", "desole", "desolee", "pardon", "bravo", "de rien")
GERMAN = ("bitte", "danke", "entschuldigung", "tut mir leid", "gut gemacht", "super gemacht", "gern geschehen")
SPANISH = ("por favor", "gracias", "perdon", "lo siento", "de nada", "bien hecho", "buen trabajo")

KIND = re.compile(rf"\b(?:{'|'.join(map(re.escape, (*ENGLISH, *FRENCH, *GERMAN, *SPANISH)))})\b")


def count_kind_words(text: str) -> int:
    """How many words or phrases of the list stand in a text."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return len(KIND.findall(plain.replace("’", "'")))
