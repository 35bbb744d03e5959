"""Expected: every function is proved. Contracts in the words of the package `icontract`."""

import icontract


@icontract.require(lambda price: price >= 0)
@icontract.require(lambda percent: 0 <= percent <= 100)
@icontract.ensure(lambda price, result: 0 <= result <= price)
def discounted(price: int, percent: int) -> int:
    return price - price * percent // 100


@icontract.snapshot(lambda queue: queue[:], name="queue")
@icontract.ensure(lambda queue, ticket, OLD: queue == OLD.queue + [ticket])
def enqueue(queue: list[int], ticket: int) -> None:
    queue.append(ticket)
