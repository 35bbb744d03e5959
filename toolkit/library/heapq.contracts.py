"""Contracts for `heapq`. T stands for any type whose values are in a total order."""

from toolkit import changes, ensures, raises


def _is_heap(heap: list[T]) -> bool:
    return all(heap[(i - 1) // 2] <= heap[i] for i in range(1, len(heap)))


@changes("heap")
@ensures(lambda heap, old: len(heap) == len(old.heap))
@ensures(lambda heap, old: sorted(heap) == sorted(old.heap))
@ensures(lambda heap: _is_heap(heap))
@ensures(lambda heap: all(heap[0] <= x for x in heap))
def heapify(heap: list[T], /) -> None: ...


@changes("heap")
@ensures(lambda heap, old: len(heap) == len(old.heap) + 1)
@ensures(lambda heap, item, old: sorted(heap) == sorted(old.heap + [item]))
@ensures(lambda heap, item: item in heap)
@ensures(lambda heap, old: not _is_heap(old.heap) or _is_heap(heap))
def heappush(heap: list[T], item: T, /) -> None: ...


@changes("heap")
@raises(IndexError, lambda heap: len(heap) == 0)
@ensures(lambda heap, old: len(heap) == len(old.heap) - 1)
@ensures(lambda old, result: result == old.heap[0])
@ensures(lambda heap, old, result: sorted(heap + [result]) == sorted(old.heap))
@ensures(lambda heap, old: not _is_heap(old.heap) or _is_heap(heap))
@ensures(lambda heap, old, result: not _is_heap(old.heap) or all(result <= x for x in heap))
def heappop(heap: list[T], /) -> T: ...


@changes("heap")
@raises(IndexError, lambda heap: len(heap) == 0)
@ensures(lambda heap, old: len(heap) == len(old.heap))
@ensures(lambda old, result: result == old.heap[0])
@ensures(lambda heap, item, old, result: sorted(heap + [result]) == sorted(old.heap + [item]))
@ensures(lambda heap, old: not _is_heap(old.heap) or _is_heap(heap))
def heapreplace(heap: list[T], item: T, /) -> T: ...


@changes("heap")
@ensures(lambda heap, old: len(heap) == len(old.heap))
@ensures(lambda heap, item, old, result: sorted(heap + [result]) == sorted(old.heap + [item]))
@ensures(lambda item, result: result <= item)
@ensures(lambda heap, old: not _is_heap(old.heap) or _is_heap(heap))
@ensures(lambda heap, old, result: not _is_heap(old.heap) or all(result <= x for x in heap))
def heappushpop(heap: list[T], item: T, /) -> T: ...


@ensures(lambda n, iterable, result: result == sorted(iterable)[: max(n, 0)])
def nsmallest(n: int, iterable: list[T]) -> list[T]: ...


@ensures(lambda n, iterable, result: result == sorted(iterable)[::-1][: max(n, 0)])
def nlargest(n: int, iterable: list[T]) -> list[T]: ...
