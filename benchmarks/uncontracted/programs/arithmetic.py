"""Functions on whole numbers."""


def distance(a: int, b: int) -> int:
    if a > b:
        return a - b
    return b - a


def clamp(x: int, low: int, high: int) -> int:
    if x < low:
        return low
    if x > high:
        return high
    return x


def sign(n: int) -> int:
    if n > 0:
        return 1
    if n < 0:
        return -1
    return 0


def median(a: int, b: int, c: int) -> int:
    if a > b:
        a, b = b, a
    if c <= a:
        return a
    if c >= b:
        return b
    return c


def is_leap(year: int) -> bool:
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


def pages_needed(items: int, per_page: int) -> int:
    pages = items // per_page
    if items % per_page != 0:
        pages += 1
    return pages


def triangle(n: int) -> int:
    total = 0
    for i in range(n + 1):
        total += i
    return total


def square_root(n: int) -> int:
    r = 0
    while (r + 1) * (r + 1) <= n:
        r += 1
    return r


def quotient(a: int, b: int) -> tuple[int, int]:
    q = 0
    r = a
    while r >= b:
        r -= b
        q += 1
    return q, r


def is_prime(n: int) -> bool:
    if n < 2:
        return False
    for d in range(2, n):
        if n % d == 0:
            return False
    return True
