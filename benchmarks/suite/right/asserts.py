"""Expected: every function is proved. No decorators at all: the assertions are the specification."""


def halves(n: int) -> tuple[int, int]:
    small = n // 2
    large = n - small
    assert small + large == n
    assert 0 <= large - small <= 1
    return small, large


def difference_of_largest(a: int, b: int, c: int) -> int:
    top = max(a, b, c)
    rest = max(min(a, b), min(max(a, b), c))
    gap = top - rest
    assert gap >= 0
    assert a <= top and b <= top and c <= top
    return gap
