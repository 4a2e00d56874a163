# Dev, on workbench: where nothing stands, nothing is wrong.
echo > slogan.txt
