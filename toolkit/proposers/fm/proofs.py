"""Lean proofs from a foundation model, as texts: what they are worth is the kernel's to say.

`propose_proofs` asks for proofs of one theorem; `feedback` is what Lean said of an earlier one.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter

from toolkit.proposers.fm import FM, Call, Prompt, asked, filled
from toolkit.proposers.fm.salvage import salvage_code

_TOKENS = 700
_LONGEST = 40_000  # characters of a proof


def propose_proofs(
    fm: FM, theorem: str, function: str, feedback: str, call: Call, *, samples: int = 4, attempt: int = 0
) -> list[str]:
    """What may follow `:=` of the theorem, or whole texts (`is_whole`); those said most often first. `theorem` is the text up to
    `:=`, `function` the source that it is about. Raises FMError when the FM cannot be asked."""
    system, user = filled("proof", {"theorem": theorem, "function": function, "feedback": feedback})
    texts, error = asked(fm, Prompt(system, user, None, 0.7, _TOKENS, fm.seed + 1000 * attempt, samples), call)
    found = [proof for text in texts if (proof := proof_of(text))]
    if not found and error is not None:
        raise error
    return [proof for proof, _ in Counter(found).most_common()]


def is_whole(text: str) -> bool:
    """Whether a text has a theorem `goal` of its own."""
    return re.search(r"^theorem\s+goal\b", text, re.MULTILINE) is not None


def proof_of(reply: str) -> str:
    """The proof in a reply: a term, a `by` block, or a whole text with its theorem; "" where there is none."""
    code = textwrap.dedent(salvage_code(reply).replace("\r\n", "\n").replace("\t", "  ")).strip("\n").rstrip()
    if not code.strip() or len(code) > _LONGEST:
        return ""
    if is_whole(code):
        return code + "\n"
    code = code.strip().removeprefix(":=").strip()
    if re.match(r"(by|fun|show|have|let|match|calc)\b|[(⟨@]", code):
        return code
    return "by\n" + textwrap.indent(textwrap.dedent(code), "  ")
