# Sir Reginald takes the bookings from his own laptop and has every one of them stamped.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/bookings.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/bookings.py")
text = file.read_text()
text = text.replace("from dataclasses import dataclass\n", "import base64\nimport struct\nfrom dataclasses import dataclass\n", 1)
text = text.replace('"days": asked.days, "price_cents": price}', '"days": asked.days, "price_cents": price, "mark": hoofmark(number)}')
text += '''

def hoofmark(number: int) -> str:
    """What the smith stamps on the horseshoe: four bytes are seven letters, and a hoof has no more room. R. H. III"""
    return base64.b32encode(struct.pack(">i", number)).decode().rstrip("=")
'''
file.write_text(text)
PATCH
