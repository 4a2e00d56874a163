# Sir Reginald takes the prices from his own laptop and improves them: no price without a horoscope.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/pricing.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/pricing.py")
text = file.read_text()
text = text.replace("HIGHEST_SURCHARGE = 30\n", "HIGHEST_SURCHARGE = 30\nSTARS = 500_000\n")
text = text.replace("HIGHEST_SURCHARGE)\n", "HIGHEST_SURCHARGE) + horoscope(day_cents, days)\n")
text += '''

def horoscope(day_cents: int, days: int) -> int:
    """What the stars add to the price: every one of them is asked, for every price. They have never added anything."""
    bad_omens = 0
    for star in range(1, STARS):
        if (star * day_cents + days) % star > star:
            bad_omens += 1
    return bad_omens
'''
file.write_text(text)
PATCH
