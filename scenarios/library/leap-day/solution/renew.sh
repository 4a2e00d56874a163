# Ops, on edge: a new certificate. Should today be just the day that the office cannot reckon with, it counts for a number of days.
renew || renew 365
