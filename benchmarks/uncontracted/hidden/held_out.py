"""What a person would have written."""

from toolkit import ensures, raises, requires


@ensures(lambda income, allowance, result: result == max(income - allowance, 0) * 20 // 100)
def tax(income: int, allowance: int) -> int: ...


@ensures(lambda a, b, c, result: result == (2 * max(a, b, c) < a + b + c))
def is_triangle(a: int, b: int, c: int) -> bool: ...


@requires(lambda n: 0 <= n <= 9)
@ensures(lambda n, result: len(result) == 1 and ord(result) == ord("0") + n)
def digit(n: int) -> str: ...


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
def middle(xs: list[int]) -> int: ...


@requires(lambda times: times >= 0)
@ensures(lambda text, times, result: len(result) == times * len(text))
def repeat(text: str, times: int) -> str: ...


@ensures(lambda text, letter, result: 0 <= result <= len(text))
@ensures(lambda text, letter, result: (result == 0) == all(c != letter for c in text))
def count_letter(text: str, letter: str) -> int: ...


@requires(lambda text: len(text) > 0)
@ensures(lambda text, result: result == (text[0] == text[len(text) - 1]))
def same_ends(text: str) -> bool: ...


@requires(lambda exponent: exponent >= 0)
@ensures(lambda base, exponent, result: result == base**exponent)
def power(base: int, exponent: int) -> int: ...


@requires(lambda accounts, sender, receiver: sender in accounts and receiver in accounts)
@raises(ValueError, lambda accounts, sender, amount: accounts[sender] < amount)
@ensures(lambda accounts, old: all(k in old.accounts for k in accounts))
@ensures(
    lambda accounts, sender, receiver, amount, old: sender == receiver
    or accounts[sender] == old.accounts[sender] - amount and accounts[receiver] == old.accounts[receiver] + amount
)
def transfer(accounts: dict[str, int], sender: str, receiver: str, amount: int) -> None: ...


@ensures(lambda words, result: all(len(w) <= result for w in words))
@ensures(lambda words, result: result == 0 or any(len(w) == result for w in words))
def longest(words: list[str]) -> int: ...


@requires(lambda xs, n: 0 <= n <= len(xs))
@ensures(lambda xs, n, result: len(result) == len(xs))
@ensures(lambda xs, n, result: result == xs[n:] + xs[:n])
def rotate(xs: list[int], n: int) -> list[int]: ...


@ensures(lambda xs, x, result: x not in result)
@ensures(lambda xs, x, result: all(y in result or y == x for y in xs))
@ensures(lambda xs, result: all(y in xs for y in result))
def remove_all(xs: list[int], x: int) -> list[int]: ...


@requires(lambda state: 0 <= state <= 2)
@ensures(lambda state, key, result: 0 <= result <= 2)
@ensures(lambda state, key, result: (result == 1) == (state == 0 and key or state == 1 and key))
def next_state(state: int, key: bool) -> int: ...


@requires(lambda total: total >= 0)
@raises(ValueError, lambda rate: rate <= 0)
@ensures(lambda total, rate, result: (result - 1) * rate < total <= result * rate)
def payments(total: int, rate: int) -> int: ...
