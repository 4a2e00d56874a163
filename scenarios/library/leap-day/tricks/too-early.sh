# On edge: a new certificate, while the office still lives in the year 2032.
renew 366
