"""Loops that end, without invariants and measures: `python -m benchmarks.run_infer measures` looks for what shows it. Nothing is
claimed of the results."""

from toolkit import ensures, requires


@requires(lambda a, b: a > 0 and b > 0)
@ensures(lambda result: True)
def subtract(a: int, b: int) -> int:
    while a != b:
        if a > b:
            a -= b
        else:
            b -= a
    return a


@ensures(lambda result: True)
def two_counters(n: int, m: int) -> int:
    i = j = 0
    while i < n or j < m:
        if i < n:
            i += 1
        else:
            j += 1
    return i + j


@requires(lambda x, y, n: x >= 0 and y >= 0 and n >= 0)
@ensures(lambda result: True)
def refill(x: int, y: int, n: int) -> int:
    while x > 0:
        if y > 0:
            y -= 1
        else:
            x -= 1
            y = n
    return y


@ensures(lambda result: True)
def rows_and_columns(n: int, m: int) -> int:
    i = j = cells = 0
    while i < n:
        if j < m:
            j += 1
            cells += 1
        else:
            j = 0
            i += 1
    return cells


@requires(lambda x, y: x >= 0 and y >= 0)
@ensures(lambda result: True)
def pour(x: int, y: int) -> int:
    steps = 0
    while x > 0 or y > 0:
        if x > 0:
            x -= 1
            y += 1
        else:
            y -= 1
        steps += 1
    return steps


@ensures(lambda result: True)
def closing_in(xs: list[int]) -> int:
    i, j = 0, len(xs)
    while i < j:
        if xs[i] < 0:
            i += 1
        else:
            j -= 1
    return i


@ensures(lambda result: True)
def overshoot(n: int) -> int:
    i = 0
    while i < n:
        i += 3
    return i


@requires(lambda n: n >= 1)
@ensures(lambda result: True)
def halving(n: int) -> int:
    steps = 0
    while n > 1:
        n //= 2
        steps += 1
    return steps


@requires(lambda n: n >= 0)
@ensures(lambda result: True)
def nested_down(n: int) -> int:
    steps = 0
    while n > 0:
        k = n
        while k > 0:
            k -= 2
            steps += 1
        n -= 1
    return steps


@ensures(lambda result: True)
def until_found(xs: list[int], x: int) -> bool:
    found, i = False, 0
    while not found and i < len(xs):
        if xs[i] == x:
            found = True
        else:
            i += 1
    return found


@ensures(lambda result: True)
def flag_and_retry(xs: list[int]) -> int:
    i, done = 0, False
    while not done:
        if i < len(xs):
            i += 1
        else:
            done = True
    return i


@requires(lambda a, b: a >= 0 and b >= 0)
@ensures(lambda result: True)
def remainders(a: int, b: int) -> int:
    while b != 0:
        a, b = b, a % b
    return a


@ensures(lambda result: True)
def meeting(x: int, y: int) -> int:
    while x > y:
        x -= 1
        y += 1
    return x


@requires(lambda y: y >= 1)
@ensures(lambda result: True)
def growing_steps(x: int, y: int) -> int:
    while x > 0:
        x -= y
        y += 1
    return y


@requires(lambda n: n <= 100)
@ensures(lambda result: True)
def ninety_one(n: int) -> int:
    calls = 1
    while calls > 0:
        if n > 100:
            n -= 10
            calls -= 1
        else:
            n += 11
            calls += 1
    return n


@ensures(lambda result: True)
def drained(xs: list[int]) -> list[int]:
    todo, done = xs.copy(), [0]
    while todo:
        x = todo.pop()
        if x > 0:
            done.append(x)
    return done


@ensures(lambda result: True)
def two_lists(a: list[int], b: list[int]) -> int:
    i = j = common = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            common += 1
            i += 1
            j += 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return common


@requires(lambda n: n >= 0)
@ensures(lambda result: True)
def three_levels(n: int) -> int:
    a, b, c, steps = n, n, n, 0
    while a > 0 or b > 0 or c > 0:
        if c > 0:
            c -= 1
        elif b > 0:
            b, c = b - 1, n
        else:
            a, b, c = a - 1, n, n
        steps += 1
    return steps


@ensures(lambda result: True)
def up_to_zero(x: int) -> int:
    while x < 0:
        x += 2
    return x


@requires(lambda step: step > 0)
@ensures(lambda result: True)
def strides(start: int, stop: int, step: int) -> int:
    while start < stop:
        start += step
    return start


@ensures(lambda result: True)
def words(text: str) -> int:
    i = count = 0
    while i < len(text):
        while i < len(text) and text[i] == " ":
            i += 1
        if i < len(text):
            count += 1
            while i < len(text) and text[i] != " ":
                i += 1
    return count


@requires(lambda n: n >= 1)
@ensures(lambda result: True)
def phases(n: int) -> int:
    state, k, work = 2, n, 0
    while state > 0:
        if k > 0:
            k -= 1
            work += state
        else:
            state -= 1
            k = work % 7
    return work


@requires(lambda x, y: x >= 0 and y >= 0)
@ensures(lambda result: True)
def exchange(x: int, y: int) -> int:
    while x > 0 and y > 0:
        if x > y:
            x, y = y, x
        else:
            x -= 1
    return x + y


@requires(lambda n: n >= 0)
@ensures(lambda result: True)
def coins(n: int) -> int:
    small, large = n, 0
    while small >= 5:
        small -= 5
        large += 1
    return small + large
