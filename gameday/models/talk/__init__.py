"""What people say: chat, messages now and later, notes."""
