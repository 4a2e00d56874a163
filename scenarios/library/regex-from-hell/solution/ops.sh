# Ops, on storefront: give a stuck worker up after a while, and start anew, which ends the one that is stuck now.
sed -i 's/^timeout = .*/timeout = 30/' /etc/unicorn/storefront.gunicorn.py
sv -w 20 restart storefront
