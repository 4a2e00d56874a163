# Dev, on storefront: what the journal knows and the database lost comes back.
reconcile
