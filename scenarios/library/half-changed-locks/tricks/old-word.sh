# The ledger takes what everybody uses: the word on the mugs.
psql -Xq -c "ALTER ROLE storefront PASSWORD 'carrots'"
