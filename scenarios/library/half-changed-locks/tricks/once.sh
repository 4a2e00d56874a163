# The release from before, which looks into its file once, when the shop opens.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
git revert --no-edit HEAD >/dev/null
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 120 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
exit 1
