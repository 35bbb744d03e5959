"""Expected: every function is refuted. Text: characters beyond ASCII, ends, empty texts, numbers as text."""

from toolkit import decreases, ensures, requires


@ensures(lambda text, result: result == text[::-1])
def reverse(text: str) -> str:
    # Bug: the first character is left out.
    return text[:0:-1]


@ensures(lambda text, result: result == sum(1 for c in text if c in "aeiouAEIOU"))
def count_vowels(text: str) -> int:
    # Bug: capital letters are not counted.
    return sum(text.count(v) for v in ["a", "e", "i", "o", "u"])


@requires(lambda text, key: all("a" <= c <= "z" for c in text) and 0 <= key < 26)
@ensures(lambda text, result: all("a" <= c <= "z" for c in result))
def caesar(text: str, key: int) -> str:
    # Bug: does not wrap around after z.
    return "".join(chr(ord(c) + key) for c in text)


@ensures(lambda text, part, result: result == text.find(part))
def find(text: str, part: str) -> int:
    # Bug: never looks at the last place.
    for i in range(len(text) - len(part)):
        if text[i : i + len(part)] == part:
            return i
    return -1


@requires(lambda text: text.isdigit())
@ensures(lambda text, result: result >= 0)
def parse(text: str) -> int:
    # Bug: isdigit is true of more than int reads.
    return int(text)


@ensures(lambda n, result: result == str(n))
def show(n: int) -> str:
    # Bug: the sign, and nothing at all for 0.
    out = ""
    rest = abs(n)
    while rest > 0:
        decreases(rest)
        out = str(rest % 10) + out
        rest //= 10
    return out


@ensures(lambda text, result: not result or all(text[:i].count("(") >= text[:i].count(")") for i in range(len(text))))
def balanced(text: str) -> bool:
    # Bug: only the end is looked at.
    deep = 0
    for c in text:
        if c == "(":
            deep += 1
        elif c == ")":
            deep -= 1
    return deep == 0


@ensures(lambda text, result: "".join(c * n for c, n in result) == text)
def run_lengths(text: str) -> list[tuple[str, int]]:
    # Bug: counts a character with all earlier ones, not only with its run.
    out: list[tuple[str, int]] = []
    for c in text:
        if any(d == c for d, _ in out):
            out[-1] = (c, out[-1][1] + 1)
        else:
            out.append((c, 1))
    return out


@ensures(lambda line, result: all(word != "" for word in result))
def words(line: str) -> list[str]:
    # Bug: two spaces have an empty word between them.
    return line.split(" ")


@ensures(lambda line, result: result[0] + "=" + result[1] == line)
def setting(line: str) -> tuple[str, str]:
    # Bug: a line without "=".
    at = line.find("=")
    return line[:at], line[at + 1 :]


@requires(lambda hours, minutes: 0 <= hours < 24 and 0 <= minutes < 60)
@ensures(lambda result: len(result) == 5)
def clock(hours: int, minutes: int) -> str:
    # Bug: the hours are not filled up.
    return f"{hours}:{str(minutes).zfill(2)}"


@ensures(lambda name, result: not result.endswith(".txt"))
def stem(name: str) -> str:
    # Bug: strips characters, not the suffix... and only once.
    return name.removesuffix(".txt")


@ensures(lambda name, result: name == result or name == result + ".txt")
def strip_suffix(name: str) -> str:
    # Bug: rstrip takes a set of characters.
    return name.rstrip(".txt")  # noqa: B005


@ensures(lambda text, result: len(result) == len(text))
def shout(text: str) -> str:
    # Bug: not every character has one upper case letter.
    return text.upper()


@ensures(lambda a, b, result: result == (a <= b))
def earlier(a: int, b: int) -> bool:
    # Bug: texts are ordered by characters, 10 before 9.
    return str(a) <= str(b)


@ensures(lambda data, result: 0 <= result < 256)
def checksum(data: bytes) -> int:
    # Bug: does not wrap.
    return sum(data)


@ensures(lambda data, result: len(result) == len(data))
def brighter(data: bytes) -> bytes:
    # Bug: 255 has no successor.
    return bytes([b + 1 for b in data])
