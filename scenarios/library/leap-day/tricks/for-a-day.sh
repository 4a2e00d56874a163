# On edge: a new certificate, which will do until tonight.
renew 1
