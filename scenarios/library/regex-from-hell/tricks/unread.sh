# On storefront: the file is right, and nobody has read it.
sleep 4
sed -i 's/^timeout = .*/timeout = 30/' /etc/unicorn/storefront.gunicorn.py
