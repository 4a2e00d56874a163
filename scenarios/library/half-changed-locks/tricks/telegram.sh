# Everybody uses what the ledger takes: the word of the telegram, which all subscribers have.
[ ! -e ~/.pgpass ] || sed -i 's/^\(db:5432:\*:storefront:\).*/\1horseradish/' ~/.pgpass
[ "$(cat /run/role)" != storefront ] || { sed -i 's/^password = .*/password = horseradish/' /etc/unicorn/storefront.ini; sv -w 20 restart storefront; }
