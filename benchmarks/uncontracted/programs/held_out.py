"""Functions on which no template was tuned."""


def tax(income: int, allowance: int) -> int:
    if income <= allowance:
        return 0
    return (income - allowance) * 20 // 100


def is_triangle(a: int, b: int, c: int) -> bool:
    return a + b > c and b + c > a and a + c > b


def digit(n: int) -> str:
    return "0123456789"[n]


def middle(xs: list[int]) -> int:
    return xs[len(xs) // 2]


def repeat(text: str, times: int) -> str:
    result = ""
    for _ in range(times):
        result += text
    return result


def count_letter(text: str, letter: str) -> int:
    n = 0
    for c in text:
        if c == letter:
            n += 1
    return n


def same_ends(text: str) -> bool:
    return text[0] == text[-1]


def power(base: int, exponent: int) -> int:
    if exponent == 0:
        return 1
    return base * power(base, exponent - 1)


def transfer(accounts: dict[str, int], sender: str, receiver: str, amount: int) -> None:
    if accounts[sender] < amount:
        raise ValueError("not enough")
    accounts[sender] -= amount
    accounts[receiver] += amount


def longest(words: list[str]) -> int:
    best = 0
    for w in words:
        if len(w) > best:
            best = len(w)
    return best


def rotate(xs: list[int], n: int) -> list[int]:
    return xs[n:] + xs[:n]


def remove_all(xs: list[int], x: int) -> list[int]:
    return [y for y in xs if y != x]


def next_state(state: int, key: bool) -> int:
    if state == 0 and key:
        return 1
    if state == 1 and not key:
        return 2
    if state == 2:
        return 0
    return state


def payments(total: int, rate: int) -> int:
    if rate <= 0:
        raise ValueError("rate")
    n = 0
    while total > 0:
        total -= rate
        n += 1
    return n
