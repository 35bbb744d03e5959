"""Parts of instances that methods change, while which of their rows are one object is not known."""

from toolkit import ensures, invariant, requires


class Grid:
    def __init__(self, rows: list[list[int]]) -> None:
        self.rows = rows

    def swap(self) -> None:
        if len(self.rows) >= 3:
            self.rows[0], self.rows[2] = self.rows[2], self.rows[0]

    def drop(self) -> None:
        if len(self.rows) >= 1:
            self.rows.pop(0)


class Page:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid


def twice() -> Page:
    r = [0]
    return Page(Grid([r, r, [0]]))


# Which rows are one object moves with the rows.
# wrong: swapped(twice())
@requires(lambda o: len(o.grid.rows) == 3 and all(len(r) == 1 for r in o.grid.rows))
@ensures(lambda o, result: result)
def swapped(o: Page) -> bool:
    o.grid.rows[0][0] = 0
    o.grid.rows[2][0] = 0
    o.grid.rows[1][0] = 3
    tied = o.grid.rows[0][0] == 3
    o.grid.swap()
    o.grid.rows[1][0] = 4
    return (o.grid.rows[0][0] == 4) == tied


# wrong: dropped(twice())
@requires(lambda o: len(o.grid.rows) == 3 and all(len(r) == 1 for r in o.grid.rows))
@ensures(lambda o, result: result)
def dropped(o: Page) -> bool:
    o.grid.rows[0][0] = 0
    o.grid.rows[2][0] = 0
    o.grid.rows[1][0] = 3
    tied = o.grid.rows[0][0] == 3
    o.grid.drop()
    o.grid.rows[1][0] = 1
    o.grid.rows[0][0] = 4
    return (o.grid.rows[1][0] == 4) == tied


# wrong: swapped_often(twice(), 1)
@requires(lambda o, n: len(o.grid.rows) == 3 and all(len(r) == 1 for r in o.grid.rows))
@ensures(lambda o, n, result: result)
def swapped_often(o: Page, n: int) -> bool:
    o.grid.rows[0][0] = 0
    o.grid.rows[2][0] = 0
    o.grid.rows[1][0] = 3
    tied = o.grid.rows[0][0] == 3
    for _i in range(n):
        invariant(len(o.grid.rows) == 3 and all(len(r) == 1 for r in o.grid.rows))
        o.grid.swap()
    o.grid.rows[0][0] = 0
    o.grid.rows[1][0] = 4
    return (o.grid.rows[0][0] == 4) == tied
