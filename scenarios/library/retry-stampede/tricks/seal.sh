# The till is the bank's. So is the lawyer.
sed -i 's/^seconds = .*/seconds = 0.002/' /etc/unicorn/till.conf
