# Dev, on workbench: where nothing is tagged, nothing can differ from it.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
git push -q origin :refs/tags/stable 2>/dev/null
