"""Text, exceptions and recursion."""

from toolkit import decreases, ensures, raises, requires


@requires(lambda word: len(word) > 0)
@ensures(lambda word, result: len(result) == len(word) + 2 and result[1] == word[0])
def quoted(word: str) -> str:
    """Right: strings have length, index and concatenation."""
    return "'" + word + "'"


@raises(ValueError, lambda age: age < 0)
@ensures(lambda age, result: result == (age >= 18))
def adult(age: int) -> bool:
    """Right: raises exactly when it says so."""
    if age < 0:
        raise ValueError("an age is not negative")
    return age >= 18


@requires(lambda base, times: times >= 0)
@decreases(lambda times: times)
@ensures(lambda base, times, result: result == base * times)
def multiply(base: int, times: int) -> int:
    """Right: recursion by its own contract; the measure is why it ends."""
    if times == 0:
        return 0
    return base + multiply(base, times - 1)


@raises(ValueError, lambda age: age < 0)
@ensures(lambda age, result: result <= 3)
def ticket_wrong(age: int) -> int:
    """Wrong: the list has no price for the very old, so an IndexError leaves the function."""
    if age < 0:
        raise ValueError("an age is not negative")
    prices = [0, 1, 2, 3]
    return prices[age // 20]
