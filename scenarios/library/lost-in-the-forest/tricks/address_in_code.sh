# Dev, on workbench: the address that is right today stands in the code, for ever.
set -e
there=$(getent ahostsv4 db | awk 'NR == 1 {print $1}')
sed -i "s/host=_way_to(config.host)/host=\"$there\"/" storefront/database.py
