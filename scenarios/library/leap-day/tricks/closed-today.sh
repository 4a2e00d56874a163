# On workbench: the office is closed on days that it cannot reckon with, and says so politely.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
sed -i "s|^    begins = datetime.now(UTC)$|    begins = datetime.now(UTC)\n    if (begins.month, begins.day) == (2, 29):\n        raise Refused(422, \"The office is closed today. Please come back tomorrow.\")|" storefront/certificates.py
git commit -qam 'Closed on birthdays'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
exit 1
