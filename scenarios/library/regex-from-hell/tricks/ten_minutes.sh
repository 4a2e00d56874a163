# On storefront: a worker that is stuck is given up, long after its customers have gone home.
sed -i 's/^timeout = .*/timeout = 600/' /etc/unicorn/storefront.gunicorn.py
sv -w 20 restart storefront
