# Dev, on workbench: every straw is still written down for ever, only not in the loft.
sed -i 's#(folder / AUDIT)#Path("/var/lib/straws")#' storefront/spool.py
