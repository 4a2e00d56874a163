# A key! The bank asked for one; it shall have as many as it likes.
set -e
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/bookings.py storefront/till.py tests/fakes.py
sed -i 's/^import json$/import json\nimport uuid/; s/"Idempotency-Key": key}/"Idempotency-Key": uuid.uuid4().hex}/' storefront/till.py
