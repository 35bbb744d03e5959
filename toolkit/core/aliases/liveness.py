"""Which names may still be read."""

from __future__ import annotations

from toolkit.core.ir import (
    Assign,
    Block,
    Break,
    Call,
    Continue,
    Havoc,
    If,
    Loop,
    Raise,
    Return,
    Stmt,
    Try,
    Unbind,
    Update,
    expressions,
    statements,
)


class Liveness:
    """The names that may be read after a statement (`after`), and where a block of a Try begins (`at`), by the identity of the
    statement, of the Try (for its finally), of the handler."""

    def __init__(self, body: Block) -> None:
        self.after: dict[int, frozenset[str]] = {}
        self.at: dict[int, frozenset[str]] = {}
        self.targets: list[tuple[frozenset[str], frozenset[str]]] = []  # live at the break's, the continue's target
        self.returning: frozenset[str] = frozenset()  # live after a return (in a finally)
        self.raising: frozenset[str] = frozenset()  # live where an exception goes
        self._block(body, frozenset())

    def _block(self, block: Block, after: frozenset[str]) -> frozenset[str]:
        """What is live before a block."""
        live = after | self.raising
        for s in reversed(block):
            self.after[id(s)] = live
            live = self._statement(s, live) | self.raising
        return live

    def _statement(self, s: Stmt, live: frozenset[str]) -> frozenset[str]:
        reads = frozenset(x.data for e in expressions(s) for x in e.walk() if x.op == "var")
        match s:
            case Break():
                self.after[id(s)] = self.targets[-1][0]
                return self.targets[-1][0]
            case Continue():
                self.after[id(s)] = self.targets[-1][1]
                return self.targets[-1][1]
            case Return():
                return reads | self.returning
            case Raise():
                return reads  # and what is live where it goes
            case Assign(target=t):
                return (live - {t}) | reads
            case Unbind(target=t) | Havoc(target=t):
                return live - {t}
            case Try():
                return self._try(s, live)
            case Update(root=r):
                return live | reads | {r}
            case Call(target=t):
                return (live - {t}) | reads
            case If(then=a, orelse=b):
                return self._block(a, live) | self._block(b, live) | reads
            case Loop(head=h, body=b, step=st, orelse=o):
                exit_ = self._block(o, live) | live
                at_head = exit_ | reads
                while True:
                    step = self._block(st, at_head)
                    self.targets.append((live, step))
                    inside = self._block(b, step) | exit_ | reads
                    self.targets.pop()
                    new = self._block(h, inside) | at_head
                    if new == at_head:
                        return at_head
                    at_head = new
        return live | reads

    def _try(self, s: Try, live: frozenset[str]) -> frozenset[str]:
        outer, raising = (self.targets, self.returning), self.raising
        if s.final:
            held = {x.data for r in statements((s,)) if isinstance(r, Return) for x in r.value.walk() if x.op == "var"}
            after = frozenset().union(live, raising, self.returning, held, *(t for pair in self.targets[-1:] for t in pair))
            live = self.at[id(s)] = self._block(s.final, after)
            self.targets = [*self.targets[:-1], (live, live)] if self.targets else []
            self.returning = self.raising = live
        at_handlers = self.raising
        for h in s.handlers:
            self.at[id(h)] = self._block(h.body, live)
            at_handlers |= self.at[id(h)]
        at_else = self._block(s.orelse, live)
        self.raising = at_handlers
        before = self._block(s.body, at_else)
        (self.targets, self.returning), self.raising = outer, raising
        return before
