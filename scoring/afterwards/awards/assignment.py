"""The assignment problem: each row gets a column of its own, so that the costs are as low as possible in sum."""

from collections.abc import Sequence
from math import inf


def cheapest_assignment(costs: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row. There have to be at least as many columns as rows.

    The Hungarian method with potentials (Kuhn 1955, Munkres 1957), n²m steps: rows come in one by one, and each may push
    others on to another column along the cheapest path.
    """
    width = len(costs[0]) if costs else 0
    of_row, of_column = [0.0] * len(costs), [0.0] * (width + 1)  # potentials
    holder = [-1] * (width + 1)  # the row that holds a column; the last column is where a new row comes in
    for row in range(len(costs)):
        holder[width] = row
        came_from, least, reached = [width] * width, [inf] * width, [False] * (width + 1)
        column = width
        while holder[column] != -1:
            reached[column] = True
            at, step, following = holder[column], inf, -1
            for other in range(width):
                if reached[other]:
                    continue
                reduced = costs[at][other] - of_row[at] - of_column[other]
                if reduced < least[other]:
                    least[other], came_from[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(width + 1):
                if reached[other]:
                    of_row[holder[other]] += step
                    of_column[other] -= step
                elif other < width:
                    least[other] -= step
            column = following
        while column != width:
            holder[column] = holder[came_from[column]]
            column = came_from[column]
    columns = {row: column for column, row in enumerate(holder[:width]) if row != -1}
    return [columns[row] for row in range(len(costs))]
