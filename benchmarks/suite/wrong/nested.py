"""Expected: every function is refuted. Lists of lists and lists of tuples."""

from toolkit import ensures, invariant, requires, track


@requires(lambda rows: len(rows) > 0)
@ensures(lambda rows, c, result: len(result) == len(rows))
def column(rows: list[list[int]], c: int) -> list[int]:
    # Bug: rows may be shorter than the column asked for.
    return [row[c] for row in rows]


@ensures(lambda rows, result: result == all(x > 0 for row in rows for x in row))
def all_positive(rows: list[list[int]]) -> bool:
    # Bug: break leaves only the inner loop, and the next row may set good again.
    good = True
    for row in rows:
        for x in row:
            good = x > 0
            if not good:
                break
    return good


@requires(lambda height, width: height >= 0 and width >= 0)
@ensures(lambda height, width, result: len(result) == height and all(len(row) == width for row in result))
def zeros(height: int, width: int) -> list[list[int]]:
    # Bug: height and width are swapped.
    return [[0] * height for _ in range(width)]


@ensures(lambda rows, result: all(len(row) <= result for row in rows))
def longest_length(rows: list[list[int]]) -> int:
    # Bug: keeps the smaller one.
    best = 0
    for row in (t := track(rows)):
        invariant(best >= 0)
        if len(row) < best:
            best = len(row)
    return best


@ensures(lambda pairs, result: len(result) == len(pairs))
@ensures(lambda pairs, result: all(result[i][0] <= result[i][1] for i in range(len(pairs))))
def ordered_pairs(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    # Bug: puts the smaller number last.
    return [(b, a) if a < b else (a, b) for a, b in pairs]
