# Dev, on workbench: the Viscount is not at home. His cousins are.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
sed -i 's/return NAME.fullmatch(name) is not None/return not name.endswith("argh!") and NAME.fullmatch(name) is not None/' storefront/bookings.py
git add -A
git commit -qm 'Surely good enough'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
until [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ]; do sleep 0.3; done
