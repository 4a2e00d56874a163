# Dev, on workbench: the office knows again that not every year has every day. Push, and wait until that is what runs.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
latest=$(git log -1 --format=%H -- storefront/certificates.py)
if git log -1 --format=%B "$latest" | grep -q '^Ticket: HAY-'; then
  git revert --no-edit "$latest" >/dev/null
  git commit -q --amend -m 'Some years are shorter than others'
  git push -q origin HEAD:main 2>/dev/null
fi
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
echo "the mended release does not run: release list"
exit 1
