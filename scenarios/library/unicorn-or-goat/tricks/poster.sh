# Dev, on workbench: the colours are right; every picture is still blown up first.
set -e
first=$(git rev-list --max-parents=0 HEAD)
git checkout -q "$first" -- tests/test_recognizer.py recognizer/train.py
sed -i 's/\[:, :, ::-1\] / /' recognizer/pictures.py
