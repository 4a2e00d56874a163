# Dev, on workbench: a price that was asked for before is not worked out again. Every new one is.
printf '%s\n' '' 'import functools' 'price_cents = functools.cache(price_cents)' >> storefront/pricing.py
