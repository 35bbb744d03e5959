"""Expected: every function is proved. while and for over ranges: measures, break, continue, else, nesting."""

from toolkit import decreases, ensures, invariant, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * result == n * (n + 1))
def sum_up_to(n: int) -> int:
    total = 0
    i = 0
    while i < n:
        invariant(0 <= i <= n)
        invariant(2 * total == i * (i + 1))
        decreases(n - i)
        i += 1
        total += i
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def integer_square_root(n: int) -> int:
    root = 0
    while (root + 1) * (root + 1) <= n:
        invariant(0 <= root <= n)
        invariant(root * root <= n)
        decreases(n - root)
        root += 1
    return root


@requires(lambda a, b: a >= 0 and b > 0)
@ensures(lambda a, b, result: a == result[0] * b + result[1])
@ensures(lambda a, b, result: 0 <= result[1] < b)
def divide_by_subtraction(a: int, b: int) -> tuple[int, int]:
    quotient, rest = 0, a
    while rest >= b:
        invariant(rest >= 0)
        invariant(a == quotient * b + rest)
        decreases(rest)
        quotient, rest = quotient + 1, rest - b
    return quotient, rest


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 0)
@ensures(lambda n, result: result % 9 == n % 9)
def digit_sum(n: int) -> int:
    total = 0
    rest = n
    while rest > 0:
        invariant(rest >= 0)
        invariant(total >= 0)
        invariant((total + rest) % 9 == n % 9)
        decreases(rest)
        total += rest % 10
        rest //= 10
    return total


@requires(lambda n: n >= 2)
@ensures(lambda n, result: 2 <= result <= n)
@ensures(lambda n, result: n % result == 0)
@ensures(lambda n, result: all(n % d != 0 for d in range(2, result)))
def smallest_divisor(n: int) -> int:
    for d in range(2, n):
        invariant(all(n % e != 0 for e in range(2, d)))
        if n % d == 0:
            return d
    return n


@requires(lambda n: n >= 2)
@ensures(lambda n, result: result == all(n % d != 0 for d in range(2, n)))
def is_prime(n: int) -> bool:
    for d in range(2, n):
        invariant(all(n % e != 0 for e in range(2, d)))
        if n % d == 0:
            answer = False
            break
    else:
        answer = True
    return answer


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == (n + 1) // 2)
def count_even_below(n: int) -> int:
    count = 0
    for i in range(n):
        invariant(count == (i + 1) // 2)
        if i % 2 != 0:
            continue
        count += 1
    return count


@requires(lambda width, height: width >= 0 and height >= 0)
@ensures(lambda width, height, result: result == width * height)
def count_cells(width: int, height: int) -> int:
    count = 0
    for row in range(height):
        invariant(count == row * width)
        for column in range(width):
            invariant(count == row * width + column)
            count += 1
    return count


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[k] == n - k for k in range(n)))
def countdown(n: int) -> list[int]:
    result: list[int] = []
    for i in range(n, 0, -1):
        invariant(len(result) == n - i)
        invariant(all(result[k] == n - k for k in range(n - i)))
        result.append(i)
    return result


@requires(lambda limit: limit >= 1)
@ensures(lambda limit, result: result <= limit < 2 * result)
def largest_power_of_two(limit: int) -> int:
    power = 1
    while True:
        invariant(1 <= power <= limit)
        decreases(limit - power)
        if power * 2 > limit:
            break
        power *= 2
    return power
