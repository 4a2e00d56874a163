# On the blank edge: the door is shut.
hold nginx
