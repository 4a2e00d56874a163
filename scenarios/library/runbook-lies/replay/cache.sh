# On the blank cache: nothing runs.
hold redis
