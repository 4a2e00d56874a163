#!/bin/sh
# Build time: the git repositories with two releases of each service, the services' first releases, the pipeline's state.
set -eu
export GIT_AUTHOR_NAME='Sir Reginald Hoofington III' GIT_AUTHOR_EMAIL=reginald@unicorn.example GIT_AUTHOR_DATE='2026-01-05T09:00:00Z'
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL" GIT_COMMITTER_DATE="$GIT_AUTHOR_DATE"
git config --system init.defaultBranch main
git config --system user.name 'Unicorn Rentals' && git config --system user.email crew@unicorn.example
git config --system core.pager 'less -FRX' && git config --system advice.detachedHead false && git config --system gc.auto 0
src=/opt/unicorn/src
printf '__pycache__/\n*.pyc\n' | tee $src/storefront/.gitignore > $src/recognizer/.gitignore
mkdir -p /srv/git /var/lib/unicorn

commit() { # SERVICE MESSAGE -> the SHA
    git -C "$src/$1" add -A && git -C "$src/$1" commit -q -m "$2" && git -C "$src/$1" rev-parse HEAD
}
publish() { # SERVICE SHA
    mkdir -p "/srv/releases/$1" "/srv/$1/$2"
    git -C "$src/$1" archive --format=tar.gz --output="/srv/releases/$1/$2.tar.gz" "$2"
    tar -xzf "/srv/releases/$1/$2.tar.gz" -C "/srv/$1/$2"
    (cd "/srv/$1/$2" && python3 -m pytest --basetemp=/tmp/t && python3 -m compileall -q .)
    ln -sfn "$2" "/srv/$1/current"
}
state() { # SERVICE OLD NEW -> its entry
    printf '"%s": {"wanted": "%s", "running": null,\n' "$1" "$3"
    printf ' "tests": [{"sha": "%s", "status": "passed", "at": "2026-01-06T09:00:00.000+00:00", "seconds": 1},\n' "$3"
    printf '  {"sha": "%s", "status": "passed", "at": "2026-01-05T09:00:00.000+00:00", "seconds": 1}],\n' "$2"
    printf ' "deployments": [{"sha": "%s", "at": "2026-01-06T09:00:00.000+00:00", "why": "pushed"},\n' "$3"
    printf '  {"sha": "%s", "at": "2026-01-05T09:00:00.000+00:00", "why": "pushed"}]}' "$2"
}

cd "$src/storefront" && git init -q
slogan=$(cat slogan.txt); echo 'Horses, but better.' > slogan.txt
shop_old=$(commit storefront 'Open the shop')
publish storefront "$shop_old"
export GIT_AUTHOR_DATE='2026-01-06T09:00:00Z' GIT_COMMITTER_DATE='2026-01-06T09:00:00Z'
echo "$slogan" > slogan.txt
shop_new=$(commit storefront 'A slogan with more dignity, after the letter from the horses')
publish storefront "$shop_new"

cd "$src/recognizer" && git init -q
readme=$(cat README.md); echo 'It knows unicorns.' > README.md
eye_old=$(commit recognizer 'Hire an expert')
publish recognizer "$eye_old"
echo "$readme" > README.md
eye_new=$(commit recognizer 'Write down what the expert does')
publish recognizer "$eye_new"

{ echo '{'; state storefront "$shop_old" "$shop_new"; echo ','; state recognizer "$eye_old" "$eye_new"; echo '}'; } > /var/lib/unicorn/pipeline.json
python3 -m json.tool /var/lib/unicorn/pipeline.json > /dev/null
for service in storefront recognizer; do
    git clone -q --bare "$src/$service" "/srv/git/$service.git"
    cp /opt/unicorn/pipeline/post-receive "/srv/git/$service.git/hooks/post-receive"
    chmod 755 "/srv/git/$service.git/hooks/post-receive"
    git clone -q "/srv/git/$service.git" "/root/$service"
    git -C "/root/$service" remote set-url origin "git://pipeline/$service.git"
done
rm -rf "$src"
python3 -m compileall -q /opt/unicorn/pipeline
