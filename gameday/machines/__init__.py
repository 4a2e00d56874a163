"""Other machines: how one is invited, joins and leaves, what it is handed, and which requests are for the process there.

Which of them carries a sandbox, gameday/sandboxes decides. What runs on such a machine starts gameday/operations/running/serving.py.
"""
