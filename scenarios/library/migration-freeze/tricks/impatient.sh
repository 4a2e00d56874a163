# A statement that is given up after four seconds and tried again at once: the door is blocked as before, in shifts.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
sed -i 's/application_name="storefront-improvement",/application_name="storefront-improvement", options="-c statement_timeout=4000",/' storefront/improve.py
git -c user.name=Dev -c user.email=dev@unicorn.example commit -qam 'Give up after four seconds'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 120 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
exit 1
