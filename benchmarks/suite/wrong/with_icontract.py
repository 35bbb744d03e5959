"""Expected: every function is refuted. Contracts in the words of the package `icontract`."""

import icontract


@icontract.require(lambda price: price >= 0)
@icontract.require(lambda percent: percent <= 100)
@icontract.ensure(lambda price, result: 0 <= result <= price)
def discounted(price: int, percent: int) -> int:
    # Bug: a discount below zero is allowed.
    return price - price * percent // 100


@icontract.snapshot(lambda queue: queue[:], name="queue")
@icontract.ensure(lambda queue, ticket, OLD: queue == OLD.queue + [ticket])
def enqueue(queue: list[int], ticket: int) -> None:
    # Bug: the newest ticket goes to the front.
    queue.insert(0, ticket)
