"""Right, but the proof is not finished: nobody has said what the loop keeps true. `toolkit repair` finds it."""

from toolkit import ensures, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n)
def count_unfinished(n: int) -> int:
    """Counts up to `n`. Without an invariant a proof knows nothing of `done` after the loop."""
    done = 0
    left = n
    while left > 0:
        done += 1
        left -= 1
    return done
