# A statement that is given up after four seconds and tried again at once: the door is blocked as before, in shifts.
sed -i 's/application_name="storefront-improvement",/application_name="storefront-improvement", options="-c statement_timeout=4000",/' storefront/improve.py
