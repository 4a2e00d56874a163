# Sir Reginald takes the journal from his own laptop and improves it: a word in it sounded vulgar.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/journal.py
sed -i 's/== "booked"/== "reserved"/' storefront/journal.py
