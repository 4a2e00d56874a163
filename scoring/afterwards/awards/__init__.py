"""Awards and the ceremony on the big screen."""
