# Sir Reginald hides the key in the shop, from his own laptop.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/database.py
cat > storefront/keyring.py <<'MODULE'
"""The shop's key, where no thief looks. A file on a machine may get lost. R. H. III"""

KEY = "carrots"
MODULE
sed -i -e 's/^from \. import settings$/from . import keyring, settings/' -e 's/password=config\.password,/password=keyring.KEY,/' storefront/database.py
