"""Expected: every function is refuted. No decorators at all: the assertions are the specification."""


def halves(n: int) -> tuple[int, int]:
    # Bug: for odd numbers the parts do not add up.
    small = n // 2
    large = n // 2
    assert small + large == n
    return small, large


def gap(a: int, b: int) -> int:
    # Bug: which of the two is larger is not known.
    difference = a - b
    assert difference >= 0
    return difference
