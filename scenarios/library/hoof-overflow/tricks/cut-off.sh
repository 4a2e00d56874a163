# Only the last four bytes are stamped: it never breaks, and some day two hooves bear one mark.
sed -i 's/struct.pack(">i", number)/struct.pack(">I", number \& 0x7FFFFFFF)/' storefront/bookings.py
