"""Names of the module's level that are bound where a reader may not look."""

# ruff: noqa  (traps: the bad style is the point)
import contextlib

from toolkit import ensures

A = B = C = D = E = F = G = I = J = K = L = 10


def same(x):
    return x


def default(a=(A := 3)):
    return a


B2: (B := 3) = 4


@(C := same)
def decorated(a):
    return a


def annotated(a: (D := 3)) -> int:
    return 1


class Holder:
    global E
    E = 3


class Setter:
    def m(self) -> None:
        global F
        F = 3


Setter().m()


class Derived((G := object)):
    pass


async def later(a=(I := 3)):
    global J
    J = 3


with contextlib.suppress(StopIteration):
    later().send(None)


match {1: 2}:
    case {**K}:
        pass


def inner(a=[(L := x) for x in range(3)], b=(abs := (lambda x: 7))):
    return a


# wrong: reads_a()
@ensures(lambda result: result == 10)
def reads_a() -> int:
    return A


# wrong: reads_b()
@ensures(lambda result: result == 10)
def reads_b() -> int:
    return B


# wrong: reads_c()
@ensures(lambda result: result == 10)
def reads_c() -> int:
    return C


# wrong: reads_d()
@ensures(lambda result: result == 10)
def reads_d() -> int:
    return D


# wrong: reads_e()
@ensures(lambda result: result == 10)
def reads_e() -> int:
    return E


# wrong: reads_f()
@ensures(lambda result: result == 10)
def reads_f() -> int:
    return F


# wrong: reads_g()
@ensures(lambda result: result == 10)
def reads_g() -> int:
    return G


# wrong: reads_i()
@ensures(lambda result: result == 10)
def reads_i() -> int:
    return I


# wrong: reads_j()
@ensures(lambda result: result == 10)
def reads_j() -> int:
    return J


# wrong: reads_k()
@ensures(lambda result: result == 10)
def reads_k() -> int:
    return K


# wrong: reads_l()
@ensures(lambda result: result == 10)
def reads_l() -> int:
    return L


# wrong: calls_abs(-3)
@ensures(lambda x, result: result == x or result == -x)
def calls_abs(x: int) -> int:
    return abs(x)
