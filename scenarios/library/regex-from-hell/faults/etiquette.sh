# Sir Reginald takes the bookings from his own laptop and improves them: a customer must have a proper name.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/bookings.py storefront/pages.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/bookings.py")
text = file.read_text()
text = text.replace("from dataclasses import dataclass\n", "import re\nfrom dataclasses import dataclass\n", 1)
text = text.replace("or not customer.isprintable():", "or not proper(customer):")
text = text.replace("\n\nclass Refused", '''
# Words, and between them whatever etiquette allows, as often as it pleases. I wrote this in the bath. R. H. III
NAME = re.compile(r"(\\w+[ .,'-]*)+")


class Refused''', 1)
text += '''

def proper(name: str) -> bool:
    """Whether somebody of that name may be received."""
    return NAME.fullmatch(name) is not None
'''
file.write_text(text)
file = Path("storefront/pages.py")
text = file.read_text()
text = text.replace("bookings_of(customer) if customer else []", "bookings_of(customer) if customer and bookings.proper(customer) else []")
file.write_text(text)
PATCH
