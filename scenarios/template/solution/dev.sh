# Dev, on workbench: take the goats off the sign, push, and wait until that is what runs. Played twice it does no harm.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
if grep -qi goat slogan.txt; then
  git revert --no-edit HEAD >/dev/null
  git push -q origin HEAD:main 2>/dev/null
fi
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
echo "the mended sign does not hang: release list"
exit 1
