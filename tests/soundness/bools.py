"""A bool that is kept as an int."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


# wrong: isb(True)
@ensures(lambda result: not result)
def isb(b: bool) -> bool:
    x: int | str = b
    return isinstance(x, bool)


# wrong: tup(True)
@ensures(lambda result: result == "21")
def tup(b: bool) -> str:
    t = ""
    for x in (2, b):
        t += str(x)
    return t


# wrong: swap(True)
@ensures(lambda result: result == "1")
def swap(b: bool) -> str:
    d = {1: 2}
    d[1] = b
    return str(d[1])


# wrong: get(True)
@ensures(lambda result: result == "1")
def get(b: bool) -> str:
    d = {1: 2}
    return str(d.get(4, b))


# wrong: sd(True)
@ensures(lambda result: result == "1")
def sd(b: bool) -> str:
    d = {1: 2}
    d.setdefault(4, b)
    return str(d[4])


# wrong: sd2(True)
@ensures(lambda result: result == "1")
def sd2(b: bool) -> str:
    d = {2: 2}
    d.setdefault(b, 1)
    t = ""
    for k in d:
        t = str(k)
    return t


# wrong: app(True)
@ensures(lambda result: result == "1")
def app(b: bool) -> str:
    d = [2]
    d.append(b)
    return str(d[1])


# wrong: ext(True)
@ensures(lambda result: result == "1")
def ext(b: bool) -> str:
    d = [2]
    d[0] = b
    return str(d[0])


# wrong: popd(True)
@ensures(lambda result: result == "1")
def popd(b: bool) -> str:
    d = {1: 2}
    return str(d.pop(4, b))


def ident(n: int) -> int:
    return n


# wrong: call(True)
@ensures(lambda result: result == "1")
def call(b: bool) -> str:
    return str(ident(b)) if b else "1"


def ret(b: bool) -> int:
    return b


# wrong: call2(True)
@ensures(lambda result: result == "1")
def call2(b: bool) -> str:
    return str(ret(b)) if b else "1"


# wrong: cond(True)
@ensures(lambda result: result == "1")
def cond(b: bool) -> str:
    return str(b or 1)


# right: summed([1])
@ensures(lambda xs, result: result == str(sum(x > 0 for x in xs)))
def summed(xs: list[int]) -> str:
    return str(sum(x > 0 for x in xs))


# right: inted(True)
@ensures(lambda b, result: result == ("1" if b else "0"))
def inted(b: bool) -> str:
    return str(int(b))


# right: plus(True)
@ensures(lambda b, result: result == ("1" if b else "0"))
def plus(b: bool) -> str:
    return str(0 + b) if 0 < 1 + b else "2"


# wrong: empty([], True)
@ensures(lambda xs, b, result: len(xs) > 0 or result == False)
def empty(xs: list[int], b: bool) -> bool:
    return xs and b


# wrong: kept_list([1], True)
@ensures(lambda xs, b, result: str(result) != "[1]")
def kept_list(xs: list[int], b: bool) -> str:
    c: bool = b and xs
    return str(c)


# right: right_test([3])
@ensures(lambda xs, result: result == (len(xs) > 0 and xs[-1] == 3 or len(xs) == 2))
def right_test(xs: list[int]) -> bool:
    return bool(xs and xs[-1] == 3 or not xs[2:] and xs[1:])
