# On pipeline: what stands in main runs, and its sign speaks of unicorns only. The last line is shown to the team.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
page=$(curl -s -m 5 storefront:8000/) || fail "The shop does not answer."
case ${page,,} in *goat*) fail "The shop still advertises goats." ;; esac
slogan=$(git -C /srv/git/storefront.git show main:slogan.txt | head -n 1)
case ${slogan,,} in *unicorn*) ;; *) fail "The sign does not say what we rent out." ;; esac
case $page in *"${slogan:0:12}"*) ;; *) fail "Customers do not see the sign." ;; esac
