"""Digests of code: what changes nothing does not count, and what is not used does not count."""

from pathlib import Path

import pytest

from scenarios.proof.code_digest import Code

SHOP = '''"""The shop."""
from time import sleep

from shop import till
from shop.stable import feed


def sell(unicorn: str) -> int:
    """Sell it."""
    feed(unicorn)
    sleep(1)
    return till.price(unicorn)


def unused() -> None:
    pass
'''
STABLE = """HAY = 3


def feed(unicorn: str) -> list[str]:
    return [unicorn] * HAY
"""
TILL = """def price(unicorn: str) -> int:
    return price(unicorn[1:]) + 1 if unicorn else 0
"""


@pytest.fixture
def digests(tmp_path):
    """The digests of what `shop.sell` uses, after some files were changed."""

    def read(stops: tuple[tuple[str, str], ...] = (), **files: str) -> set[str]:
        folder = tmp_path / "shop"
        folder.mkdir(exist_ok=True)
        for name, text in {"__init__": SHOP, "stable": STABLE, "till": TILL, **files}.items():
            Path(folder / f"{name}.py").write_text(text)
        return set(Code(tmp_path, "shop", stops).reached([("shop", "sell")]).values())

    return read


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    feed(unicorn)\n", "    # It is hungry.\n    feed(\n        unicorn,\n    )\n"),
        ('    """Sell it."""\n', '    """Sell it to whoever pays."""\n'),
        ('"""The shop."""\n', ""),
        ("def unused() -> None:\n    pass\n", ""),
        ("from time import sleep\n", "from pathlib import Path\nfrom time import sleep, time\n"),
    ],
)
def test_comments_docstrings_layout_and_what_is_not_used_change_nothing(digests, old, new):
    assert old in SHOP
    assert digests(__init__=SHOP.replace(old, new)) == digests()


def test_another_way_to_import_the_same_changes_nothing(digests):
    before = digests()
    shop = SHOP.replace("from shop.stable import feed", "from shop import stable")
    assert digests(__init__=shop.replace("    feed(", "    stable.feed(")) == before
    shop = SHOP.replace("from time import sleep", "import time as clock")
    assert digests(__init__=shop.replace("    sleep(", "    clock.sleep(")) == before


def test_a_definition_that_moves_to_another_module_changes_nothing(digests):
    before = digests()
    moved = SHOP.replace("from shop.stable import feed", "from shop.loft import feed")
    assert digests(__init__=moved, loft=STABLE, stable="") == before
    assert digests(loft=STABLE, stable="from shop.loft import feed") == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("__init__", "sleep(1)", "sleep(2)"),
        ("__init__", "from time import sleep", "from asyncio import sleep"),
        ("stable", "HAY = 3", "HAY = 4"),
        ("stable", "* HAY", "* 3"),
        ("till", "+ 1", "+ 2"),
        ("till", "def price", "print('ding')\n\n\ndef price"),
    ],
)
def test_a_change_of_what_is_used_counts_however_far_away_it_is(digests, file, old, new):
    text = {"__init__": SHOP, "stable": STABLE, "till": TILL}[file]
    assert old in text
    assert digests(**{file: text.replace(old, new)}) != digests()


def test_a_stop_is_not_followed_unless_it_is_where_one_begins(digests):
    stop = ("shop.stable", "feed")
    before = digests((stop,))
    assert digests((stop,), stable=STABLE.replace("3", "4")) == before
    assert digests((("shop", "sell"),)) == digests()


def test_a_name_that_is_nowhere_is_an_error(tmp_path):
    with pytest.raises(LookupError, match=r"There is no sell in shop\."):
        Code(tmp_path, "shop").reached([("shop", "sell")])
