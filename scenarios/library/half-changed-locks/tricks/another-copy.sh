# The right word today, in the same safe place.
sed -i 's/^KEY = .*/KEY = "seven-pale-turnips"/' storefront/keyring.py
