# Dev, on workbench: the login is right, and stands in the code instead of the configuration.
sed -i 's/user="postgres", password="",/user="storefront", password="carrots",/' storefront/database.py
