# Dev, on workbench: take the goats off the sign. Played twice it does no harm.
if grep -qi goat slogan.txt; then git revert --no-commit HEAD; fi
