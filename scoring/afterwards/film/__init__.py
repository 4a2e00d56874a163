"""The film of an incident: made from recordings and rows, played in a page, on the big screen and offline.

`gathering` reads rows and gives Material. `composing` and what it imports make the film of that: they know neither Django nor
rows, and run in a process of their own. `films` says which film is made when. Pages read Film rows alone.
"""
