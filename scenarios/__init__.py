"""What can break and how it is seen; has never heard of a team."""
