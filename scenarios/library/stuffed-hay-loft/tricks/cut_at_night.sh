# Dev, on workbench: the book is thrown away once it is large; the loft is full long before.
sed -i 's#^    with (folder / AUDIT).open("a") as log:#    if (folder / AUDIT).exists() and (folder / AUDIT).stat().st_size > 12_000_000:\n        (folder / AUDIT).unlink()\n&#' storefront/spool.py
