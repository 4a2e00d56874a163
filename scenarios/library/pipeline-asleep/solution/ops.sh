# Ops, on storefront: the porter is said to run, and stands still. A restart ends the one that stands, and starts one that walks.
sv restart agent >/dev/null || sv force-restart agent
