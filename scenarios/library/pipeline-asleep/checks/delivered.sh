# On pipeline: what stands in main runs; and a canary, a commit that changes only words, pushed to the real runner, gets there.
fail() { echo "$1"; exit 1; }
repo=/srv/git/storefront.git
status() { curl -s -m 3 localhost:8070/status; }
alive() { curl -s -m 3 storefront:8000/alive; }
tell() { curl -s -f -m 3 -o /dev/null --data "{\"sha\": \"$2\"}" "localhost:8070/$1/storefront"; }
head=$(git -C $repo rev-parse main) || fail "The repository cannot be read."
wanted=$(status | jq -r .services.storefront.wanted)
[ -n "$wanted" ] || fail "The test runner does not answer: whatever is pushed, nobody tests it."
case $(git -C $repo log -1 --format=%s "$wanted") in Canary*|Mutant*) tell deploy "$head"; sleep 3 ;; esac
[ "$(alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && export GIT_INDEX_FILE="$work/index"
word="canary-$RANDOM$RANDOM"
git -C $repo read-tree "$head"
for file in slogan.txt storefront/pricing.py; do
  blob=$({ git -C $repo show "$head:$file"; echo "# $word"; } | git -C $repo hash-object -w --stdin)
  git -C $repo update-index --cacheinfo "100644,$blob,$file"
done
canary=$(git -C $repo commit-tree "$(git -C $repo write-tree)" -p "$head" -m "Canary $word")
go_home() {
  rm -rf "$work"
  if [ "$(status | jq -r .services.storefront.wanted)" = "$canary" ]; then
    tell deploy "$head"
    for _ in $(seq 40); do [ "$(alive)" = "$head" ] && break; sleep 0.25; done
  fi
  rm -f "/srv/releases/storefront/$canary.tar.gz" "/srv/test-logs/storefront-$canary.log"
}
trap go_home EXIT
tell pushes "$canary" || fail "The test runner does not take a commit."
until [ "$(alive)" = "$canary" ]; do
  said=$(status | jq -r --arg sha "$canary" '.services.storefront.tests[] | select(.sha == $sha) | .status')
  [ "$said" != failed ] || fail "A canary, a commit that changes nothing but words, is refused by the tests."
  [ $SECONDS -lt 30 ] || fail "A canary has passed its tests and does not arrive: the shop still runs what it ran."
  sleep 0.3
done
curl -s -m 5 storefront:8000/ | grep -q "$word" || fail "The shop says that it runs the canary, and its customers cannot see it."
