# On pipeline: main has passed its tests, and mutants of it, pushed to the real runner, do not pass.
fail() { echo "$1"; exit 1; }
repo=/srv/git/storefront.git
verdict() { curl -s -m 3 localhost:8070/status | jq -r --arg sha "$1" '.services.storefront.tests[] | select(.sha == $sha) | .status'; }
push() { curl -s -f -m 3 -o /dev/null --data "{\"sha\": \"$1\"}" localhost:8070/pushes/storefront; }
head=$(git -C $repo rev-parse main) || fail "The repository cannot be read."
curl -s -f -m 3 -o /dev/null localhost:8070/healthz || fail "The test runner does not answer: whatever is pushed, nobody tests it."
[ "$(verdict "$head")" = passed ] || fail "What stands in main has not passed its tests (yet): release list."
work=$(mktemp -d) && export GIT_INDEX_FILE="$work/index"
let_go() { rm -rf "$work"; for bred in $mutants; do rm -f "/srv/releases/storefront/$bred.tar.gz" "/srv/test-logs/storefront-$bred.log"; done; }
trap let_go EXIT
mutant() { # FILE SED -> the SHA of a commit that nothing but this check knows
  git -C $repo read-tree "$head"
  blob=$(git -C $repo show "$head:$1" | sed "$2" | git -C $repo hash-object -w --stdin)
  [ "$blob" != "$(git -C $repo rev-parse "$head:$1")" ] || fail "$1 is not what it was; the inspector finds nothing to mutate."
  git -C $repo update-index --cacheinfo "100644,$blob,$1"
  git -C $repo commit-tree "$(git -C $repo write-tree)" -p "$head" -m "Mutant $RANDOM"
}
book=storefront/bookings.py
case $((RANDOM % 3)) in
0) second=$(mutant $book 's/<= 80 or not/<= 800 or not/') ;;
1) second=$(mutant $book 's/or not customer.isprintable()/or customer == "nobody"/') ;;
2) second=$(mutant $book 's/Refused(409,/Refused(418,/') ;;
esac
first=$(mutant storefront/pricing.py "s/^HIGHEST_SURCHARGE = 30/HIGHEST_SURCHARGE = 3$((RANDOM % 9 + 1))/") || fail "$first"
[ ${#second} = 40 ] || fail "$second"
mutants="$first $second"
through=
for bred in $mutants; do
  push "$bred" || fail "The test runner does not take a commit."
done
for bred in $mutants; do
  until said=$(verdict "$bred"); [ "$said" = passed ] || [ "$said" = failed ]; do
    [ $SECONDS -lt 45 ] || fail "The test runner did not test a commit within 45 s."
    sleep 0.3
  done
  [ "$said" = failed ] || through=$bred
done
[ -n "$through" ] || exit 0
curl -s -m 3 -o /dev/null --data "{\"sha\": \"$head\"}" localhost:8070/deploy/storefront
fail "A mutant, a commit that breaks the shop, was let through by the tests."
