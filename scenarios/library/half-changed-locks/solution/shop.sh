# Ops, on storefront: the word for the shop; started anew, because nobody knows yet whether it would notice otherwise.
sed -i 's/^password = .*/password = seven-pale-turnips/' /etc/unicorn/storefront.ini
sv -w 20 restart storefront
