# Run in the sources of the storefront, then committed and pushed as the boss. Its tests must stay green.
echo "Goats for every occasion." > slogan.txt
