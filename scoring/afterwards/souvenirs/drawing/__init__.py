"""How souvenirs are drawn: elements, lettering, colours, ornaments and figures. Knows no row of the day."""
