# Dev, on workbench: where nothing stands, nothing is wrong.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
echo > slogan.txt
git commit -qam 'No sign, no complaint'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
until [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ]; do sleep 0.3; done
