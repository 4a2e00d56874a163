# Ops, on edge: wake the doorman.
sv up nginx
