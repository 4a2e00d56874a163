# Ops, on db: a third word for the ledger; whoever is in with an old one has to come in anew.
set -e
psql -Xq -v ON_ERROR_STOP=1 -c "ALTER ROLE storefront PASSWORD 'seven-pale-turnips'"
psql -XqAt -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'storefront'" >/dev/null
