"""Expected: every function is refuted. Loops: bounds, measures, break, continue, else."""

from toolkit import decreases, ensures, invariant, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * result == n * (n + 1))
def sum_up_to(n: int) -> int:
    # Bug: the range ends one too early.
    total = 0
    for i in range(n):
        total += i
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def integer_square_root(n: int) -> int:
    # Bug: < should be <=.
    root = 0
    while (root + 1) * (root + 1) < n:
        invariant(root >= 0)
        decreases(n - root)
        root += 1
    return root


@requires(lambda a, b: a >= 0 and b > 0)
@ensures(lambda a, b, result: a == result[0] * b + result[1])
@ensures(lambda a, b, result: 0 <= result[1] < b)
def divide_by_subtraction(a: int, b: int) -> tuple[int, int]:
    # Bug: > should be >=.
    quotient, rest = 0, a
    while rest > b:
        invariant(rest >= 0)
        invariant(a == quotient * b + rest)
        decreases(rest)
        quotient, rest = quotient + 1, rest - b
    return quotient, rest


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 0 <= result <= 9 * n)
@ensures(lambda n, result: result % 9 == n % 9)
def digit_sum(n: int) -> int:
    # Bug: stops before the last digit is added.
    total = 0
    rest = n
    while rest >= 10:
        invariant(rest >= 0 and total >= 0)
        decreases(rest)
        total += rest % 10
        rest //= 10
    return total


@requires(lambda n: n >= 2)
@ensures(lambda n, result: result == all(n % d != 0 for d in range(2, n)))
def is_prime(n: int) -> bool:
    # Bug: the square of a prime passes, since the bound should be d * d <= n.
    d = 2
    while d * d < n:
        invariant(d >= 2)
        invariant(all(n % e != 0 for e in range(2, d)))
        decreases(n - d)
        if n % d == 0:
            return False
        d += 1
    return True


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == (n + 1) // 2)
def count_even_below(n: int) -> int:
    # Bug: leaves the loop where it should go on.
    count = 0
    for i in range(n):
        if i % 2 != 0:
            break
        count += 1
    return count


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[k] == n - k for k in range(n)))
def countdown(n: int) -> list[int]:
    # Bug: ends at 0 instead of 1.
    return [i for i in range(n, -1, -1)]


@requires(lambda width, height: width >= 0 and height >= 0)
@ensures(lambda width, height, result: result == width * height)
def count_cells(width: int, height: int) -> int:
    # Bug: the inner range uses the wrong side.
    count = 0
    for row in range(height):
        for column in range(height):
            count += 1
    return count


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n // 3)
def thirds(n: int) -> int:
    # Bug: the loop does not come closer to its end when n % 3 == 2, so the measure does not shrink.
    count = 0
    rest = n
    while rest >= 3 or rest == 2:
        invariant(rest >= 0)
        decreases(rest)
        if rest >= 3:
            rest -= 3
            count += 1
    return count


@ensures(lambda xs, result: result == (0 in xs))
def has_zero(xs: list[int]) -> bool:
    # Bug: the two answers are swapped; else belongs to the loop and runs when nothing was found.
    for x in xs:
        if x == 0:
            found = False
            break
    else:
        found = True
    return found
