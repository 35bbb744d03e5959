"""A bool that is kept where an int is expected stays a bool, and its text tells."""

# ruff: noqa  (traps: the bad style is the point)
import math
from dataclasses import dataclass
from toolkit import ensures

def l(x: int) -> str:
    return str(x)

# wrong: caller()
@ensures(lambda result: result == "1")
def caller() -> str:
    return l(True)

# wrong: caller2(True)
@ensures(lambda b, result: len(result) == 1)
def caller2(b: bool) -> str:
    return l(b)

# wrong: ret(True)
@ensures(lambda b, result: len(str(result)) == 1)
def ret(b: bool) -> int:
    return b

# wrong: lst(True)
@ensures(lambda b, result: len(str(result[0])) == 1)
def lst(b: bool) -> list[int]:
    return [b, 2]

# wrong: ann(True)
@ensures(lambda b, result: len(result) == 1)
def ann(b: bool) -> str:
    x: int = b
    return str(x)

# wrong: asg(True)
@ensures(lambda b, result: len(result) == 1)
def asg(b: bool) -> str:
    x = 1
    x = b
    return f"{x}"

# wrong: mx(True)
@ensures(lambda b, result: len(result) == 1)
def mx(b: bool) -> str:
    return str(max(b, 0))

# wrong: cond(True)
@ensures(lambda b, result: len(result) == 1)
def cond(b: bool) -> str:
    return str(b if b else 0)

# wrong: orr(True)
@ensures(lambda b, result: len(result) == 1)
def orr(b: bool) -> str:
    return str(b or 2)

@dataclass
class P:
    x: int

# wrong: fld(True)
@ensures(lambda b, result: len(result) == 1)
def fld(b: bool) -> str:
    return str(P(b).x)

# wrong: app(True)
@ensures(lambda b, result: len(result) == 1)
def app(b: bool) -> str:
    xs = [1]
    xs.append(b)
    return str(xs[1])

# wrong: seti(True)
@ensures(lambda b, result: len(result) == 1)
def seti(b: bool) -> str:
    xs = [1]
    xs[0] = b
    return str(xs[0])

# wrong: dct(True)
@ensures(lambda b, result: len(result) == 1)
def dct(b: bool) -> str:
    d = {1: 2}
    d[1] = b
    return str(d[1])

# wrong: dkey()
@ensures(lambda result: len(result) == 1)
def dkey() -> str:
    d: dict[int, int] = {}
    d[True] = 1
    r = ""
    for k in d:
        r = str(k)
    return r

# wrong: tup(True)
@ensures(lambda b, result: len(str(result[0])) == 1)
def tup(b: bool) -> tuple[int, int]:
    return (b, 2)

# wrong: bitor()
@ensures(lambda result: len(result) == 1)
def bitor() -> str:
    return str(True | False)

# wrong: aug(True)
@ensures(lambda b, result: len(result) == 1)
def aug(b: bool) -> str:
    b |= True
    return str(b)
# wrong: flo(True)
@ensures(lambda b, result: len(result) == 1)
def flo(b: bool) -> str:
    return str(math.floor(b)) + str(sum([b, b])) + str(abs(b)) 
# right: flo2(True)
@ensures(lambda b, result: len(result) == 1)
def flo2(b: bool) -> str:
    return str(math.floor(b))
