# Ops, on workbench: the word for the people on call.
sed -i 's/^\(db:5432:\*:storefront:\).*/\1seven-pale-turnips/' ~/.pgpass
