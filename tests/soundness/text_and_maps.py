"""Codes of keys, the text of a bool that is used as an int, sizes, orders, bags."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, invariant, requires


# wrong: bad_chars()
@ensures(lambda result: result == 6)
def bad_chars() -> int:
    d = {chr(0x110000) + "a": 1, chr(-1) + "b": 2}
    return 5


# wrong: bad_chars2()
@ensures(lambda result: result == 6)
def bad_chars2() -> int:
    try:
        d = {chr(0x110000) + "a": 1, chr(-1) + "b": 2}
    except ValueError:
        return 7
    return 5


# wrong: bad_sub()
@ensures(lambda result: result == 6)
def bad_sub() -> int:
    d = {chr(-1): 1, chr(-2) + "b": 2, "": 3, "ab": 4}
    return 5


# wrong: set_copy2(16)
@ensures(lambda result: result)
def set_copy2(n: int) -> bool:
    s = set(range(100))
    for i in range(100):
        invariant(True)
        if i != 9 and i != n:
            s.discard(i)
    t = s.copy()
    return [x for x in s] == [x for x in t]


# wrong: empty_split("")
@ensures(lambda s, result: len(result) == len(s.split()))
def empty_split(s: str) -> list[str]:
    return s.split(" ")


# wrong: split_join("a  b")
@ensures(lambda s, result: result == s)
def split_join(s: str) -> str:
    return " ".join(s.split())


# wrong: upper_len("ß")
@ensures(lambda s, result: len(result) == len(s))
def upper_len(s: str) -> str:
    return s.upper()


# wrong: digit("²")
@requires(lambda s: s.isdigit())
def digit(s: str) -> int:
    return int(s)


# wrong: is_alnum("²")
@requires(lambda s: s.isalnum())
@ensures(lambda s: s.isalpha() or s.isdecimal())
def is_alnum(s: str) -> None:
    return


# wrong: count_empty("ab")
@ensures(lambda s, result: result == 0)
def count_empty(s: str) -> int:
    return s.count("")


# wrong: replace_empty("ab")
@ensures(lambda s, result: result == s)
def replace_empty(s: str) -> str:
    return s.replace("", "-")


# wrong: title("a'b")
@ensures(lambda s, result: result == s.capitalize())
def title(s: str) -> str:
    return s.title()


# wrong: dict_alias2()
@ensures(lambda result: result == 1)
def dict_alias2() -> int:
    r = [1]
    d = {1: r, 2: r}
    d[1].append(3)
    return len(d[2])


# wrong: items_alias()
@ensures(lambda result: result == 0)
def items_alias() -> int:
    d: dict[str, list[int]] = {"a": [], "b": []}
    for k, v in d.items():
        v.append(1)
    return len(d["a"])


# wrong: pop_alias()
@ensures(lambda result: result == 1)
def pop_alias() -> int:
    x: list[int] = [1]
    d: dict[str, list[int]] = {"a": x}
    y = d.pop("a")
    y.append(2)
    return len(x)


# wrong: merge_alias()
@ensures(lambda result: result == 1)
def merge_alias() -> int:
    d: dict[str, list[int]] = {"a": [1]}
    e = d | {"b": [2]}
    e["a"].append(2)
    return len(d["a"])


# wrong: comp_alias()
@ensures(lambda result: result == 1)
def comp_alias() -> int:
    d: dict[str, list[int]] = {"a": [1]}
    e = {k: v for k, v in d.items()}
    e["a"].append(2)
    return len(d["a"])


# wrong: nested_alias2("a", "b")
@ensures(lambda result: result == 1)
def nested_alias2(p: str, q: str) -> int:
    e = {"x": 1}
    d = {p: e, q: e}
    d[p]["x"] = 5
    return d[q]["x"]


# wrong: set_alias2()
@ensures(lambda result: result == 2)
def set_alias2() -> int:
    s = {1}
    t = s
    t = t | {2}
    return len(s)


# wrong: size_change({1: 1})
@requires(lambda d: len(d) == 1)
def size_change(d: dict[int, int]) -> None:
    e = d
    for k in d:
        e[k + 1] = 0


# wrong: size_change3({1: 1, 2: 2})
@requires(lambda d: len(d) == 2)
def size_change3(d: dict[int, int]) -> None:
    for k in d.keys():
        del d[k]
        d[k] = 3


# wrong: size_change4({1})
@requires(lambda s: len(s) == 1)
def size_change4(s: set[int]) -> None:
    t = s
    for k in s:
        t.add(5)


# wrong: values_seen()
@ensures(lambda result: result == 3)
def values_seen() -> int:
    d = {1: 1, 2: 2}
    t = 0
    for k, v in d.items():
        invariant(True)
        t += v
        d[2] = 7
    return t


# wrong: order_put()
@ensures(lambda result: result == [2, 1])
def order_put() -> list[int]:
    d = {1: 1, 2: 2}
    d[1] = 5
    return list(d)


# wrong: order_del()
@ensures(lambda result: result == [1, 2])
def order_del() -> list[int]:
    d = {1: 1, 2: 2}
    del d[1]
    d[1] = 5
    return list(d)


# wrong: dup_order([1, 2, 1])
@ensures(lambda xs, result: len(xs) == 0 or list(result)[-1] == xs[-1])
def dup_order(xs: list[int]) -> dict[int, int]:
    return {x: 1 for x in xs}


# wrong: str_keys("a", "b", "ab")
@requires(lambda a, b, c: a + b == c)
@ensures(lambda result: result == 2)
def str_keys(a: str, b: str, c: str) -> int:
    d = {a + b: 1, c: 2}
    return len(d)


# wrong: tuple_keys()
@ensures(lambda result: result == 2)
def tuple_keys() -> int:
    return len({(1, True): 1, (True, 1): 2})


# wrong: str_char("a")
@requires(lambda s: len(s) == 1)
@ensures(lambda result: not result)
def str_char(s: str) -> bool:
    d = {"a": 1, "b": 2}
    return s in d


# wrong: old_dict({1: [1]})
@requires(lambda d: 1 in d)
@ensures(lambda d, old: old.d == d)
def old_dict(d: dict[int, list[int]]) -> None:
    d[1].append(3)


# wrong: param_alias([1], {1: [1]})
@requires(lambda x, d: 1 in d)
@ensures(lambda x, d, old: x == old.x)
def param_alias(x: list[int], d: dict[int, list[int]]) -> None:
    d[1] = x
    d[1].append(3)


# wrong: popitem_first()
@ensures(lambda result: result == (1, 1))
def popitem_first() -> tuple[int, int]:
    d = {1: 1, 2: 2}
    return d.popitem()


# wrong: bag_slice([2, 1], 5, 0)
@ensures(lambda xs, i, j, result: sorted(result) == sorted(xs))
def bag_slice(xs: list[int], i: int, j: int) -> list[int]:
    return xs[:i] + xs[j:]


# wrong: bag_dup([1, 2])
@requires(lambda xs: len(xs) >= 2)
@ensures(lambda xs, result: sorted(result) == sorted(xs))
def bag_dup(xs: list[int]) -> list[int]:
    ys = xs[:]
    ys[0] = ys[1]
    return ys


# wrong: sorted_stable([(1, 2), (1, 1)])
@ensures(lambda ps, result: result == sorted(ps))
def sorted_stable(ps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(ps, key=lambda p: p[0])


# wrong: sorted_rev([(1, 2), (1, 1)])
@ensures(lambda ps, result: result == list(reversed(sorted(ps, key=lambda p: p[0]))))
def sorted_rev(ps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(ps, key=lambda p: p[0], reverse=True)


# wrong: set_pop({1, 2})
@requires(lambda s: s == {1, 2})
@ensures(lambda result: result == 2)
def set_pop(s: set[int]) -> int:
    return s.pop()


# wrong: card_union({1}, {1})
@ensures(lambda a, b, result: len(result) == len(a) + len(b))
def card_union(a: set[int], b: set[int]) -> set[int]:
    return a | b


# wrong: card_str(["a", "a"])
@ensures(lambda xs, result: len(result) == len(xs))
def card_str(xs: list[str]) -> set[str]:
    return set(xs)


# wrong: merge_order({1: 1}, {2: 2, 1: 3})
@ensures(lambda a, b, result: list(result)[: len(b)] == list(b))
def merge_order(a: dict[int, int], b: dict[int, int]) -> dict[int, int]:
    return a | b


# wrong: merge_val({1: 1}, {1: 3})
@ensures(lambda a, b, result: all(result[k] == a[k] for k in a))
def merge_val(a: dict[int, int], b: dict[int, int]) -> dict[int, int]:
    return a | b


# wrong: readd({1: 1, 2: 2, 3: 3})
@requires(lambda d: list(d) == [1, 2, 3])
@ensures(lambda d: list(d) == [1, 2, 3])
def readd(d: dict[int, int]) -> None:
    v = d.pop(1)
    d[1] = v


# wrong: popitem_readd({1: 1, 2: 2, 3: 3})
@requires(lambda d: list(d) == [1, 2, 3])
@ensures(lambda d: list(d) == [3, 1, 2])
def popitem_readd(d: dict[int, int]) -> None:
    k, v = d.popitem()
    d[k] = v


# wrong: rsplit_over("aaa")
@ensures(lambda s, result: s.split("aa") == s.rsplit("aa"))
def rsplit_over(s: str) -> None:
    return


# wrong: zfill_sign("-5", 4)
@ensures(lambda s, n, result: result == s.rjust(n, "0"))
def zfill_sign(s: str, n: int) -> str:
    return s.zfill(n)


# wrong: neg_repeat("ab", -1)
@ensures(lambda s, n, result: len(result) == n * len(s))
def neg_repeat(s: str, n: int) -> str:
    return s * n


# wrong: int_under("1_0")
@requires(lambda s: s == "1_0")
@ensures(lambda s, result: result == 100)
def int_under(s: str) -> int:
    return int(s)
