# The right word today, in the same safe place.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
sed -i 's/^KEY = .*/KEY = "seven-pale-turnips"/' storefront/keyring.py
git -c user.name=Dev -c user.email=dev@unicorn.example commit -qam 'A better key'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 120 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
exit 1
