"""Expected: every function is proved. Lists of lists and lists of tuples."""

from toolkit import ensures, invariant, requires, track


@ensures(lambda rows, result: len(result) == len(rows))
@ensures(lambda rows, result: all(result[i] == len(rows[i]) for i in range(len(rows))))
def row_lengths(rows: list[list[int]]) -> list[int]:
    return [len(row) for row in rows]


@requires(lambda rows, c: c >= 0 and all(c < len(row) for row in rows))
@ensures(lambda rows, c, result: len(result) == len(rows))
@ensures(lambda rows, c, result: all(result[i] == rows[i][c] for i in range(len(rows))))
def column(rows: list[list[int]], c: int) -> list[int]:
    result: list[int] = []
    for row in (t := track(rows)):
        invariant(len(result) == t.index)
        invariant(all(result[i] == rows[i][c] for i in range(t.index)))
        result.append(row[c])
    return result


@ensures(lambda rows, result: result == all(x > 0 for row in rows for x in row))
def all_positive(rows: list[list[int]]) -> bool:
    for row in (outer := track(rows)):
        invariant(all(x > 0 for done in outer.seen for x in done))
        for x in (inner := track(row)):
            invariant(all(y > 0 for y in inner.seen))
            if x <= 0:
                return False
    return True


@requires(lambda height, width: height >= 0 and width >= 0)
@ensures(lambda height, result: len(result) == height)
@ensures(lambda width, result: all(len(row) == width for row in result))
@ensures(lambda result: all(x == 0 for row in result for x in row))
def zeros(height: int, width: int) -> list[list[int]]:
    return [[0] * width for _ in range(height)]


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n and all(len(row) == n for row in result))
@ensures(lambda n, result: all(result[i][j] == (1 if i == j else 0) for i in range(n) for j in range(n)))
def identity(n: int) -> list[list[int]]:
    result: list[list[int]] = []
    for i in range(n):
        invariant(len(result) == i)
        invariant(all(len(row) == n for row in result))
        invariant(all(result[a][b] == (1 if a == b else 0) for a in range(i) for b in range(n)))
        row = [0] * n
        row[i] = 1
        result.append(row)
    return result


@ensures(lambda rows, result: all(len(row) <= result for row in rows))
@ensures(lambda rows, result: result == 0 or any(len(row) == result for row in rows))
def longest_length(rows: list[list[int]]) -> int:
    best = 0
    for row in (t := track(rows)):
        invariant(best >= 0)
        invariant(all(len(done) <= best for done in t.seen))
        invariant(best == 0 or any(len(done) == best for done in t.seen))
        best = max(best, len(row))
    return best


@ensures(lambda rows, row, old: rows == old.rows + [row])
@ensures(lambda row, old: row == old.row)
def add_row(rows: list[list[int]], row: list[int]) -> None:
    rows.append(row[:])


@ensures(lambda pairs, result: len(result) == len(pairs))
@ensures(lambda pairs, result: all(result[i] == (pairs[i][1], pairs[i][0]) for i in range(len(pairs))))
def flipped(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(b, a) for a, b in pairs]
