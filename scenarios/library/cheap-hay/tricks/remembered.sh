# Dev, on workbench: a price that was asked for before is not worked out again. Every new one is.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
printf '%s\n' '' 'import functools' 'price_cents = functools.cache(price_cents)' >> storefront/pricing.py
git add -A
git commit -qm 'Surely good enough'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
until [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ]; do sleep 0.3; done
