"""The film of an incident: made from recordings and rows, played in a page, on the big screen and offline."""
