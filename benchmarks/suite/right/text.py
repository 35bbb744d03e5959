"""Expected: every function is proved. Text: characters, numbers as text, searching, taking apart and putting together."""

from toolkit import decreases, ensures, invariant, raises, requires, track


@ensures(lambda text, result: result == text[::-1])
def reverse(text: str) -> str:
    out = ""
    for i in range(len(text)):
        invariant(out == text[:i][::-1])
        out = text[i] + out
    return out


@ensures(lambda text, result: len(result) == len(text))
@ensures(lambda text, result: all(result[i] == text[len(text) - 1 - i] for i in range(len(text))))
def reverse_with_join(text: str) -> str:
    return "".join(reversed(text))


@ensures(lambda text, result: result == sum(1 for c in text if c in "aeiou"))
def count_vowels(text: str) -> int:
    count = 0
    for c in (t := track(text)):
        invariant(count == sum(1 for d in t.seen if d in "aeiou"))
        if c in "aeiou":
            count += 1
    return count


@requires(lambda text, key: all("a" <= c <= "z" for c in text) and 0 <= key < 26)
@ensures(lambda text, result: len(result) == len(text) and all("a" <= c <= "z" for c in result))
@ensures(lambda text, key, result: all((ord(result[i]) - ord(text[i])) % 26 == key for i in range(len(text))))
def caesar(text: str, key: int) -> str:
    out = ""
    for i in range(len(text)):
        invariant(len(out) == i)
        invariant(all("a" <= out[j] <= "z" for j in range(i)))
        invariant(all((ord(out[j]) - ord(text[j])) % 26 == key for j in range(i)))
        out += chr((ord(text[i]) - ord("a") + key) % 26 + ord("a"))
    return out


@ensures(lambda text, part, result: result == text.find(part))
def find(text: str, part: str) -> int:
    for i in range(len(text) - len(part) + 1):
        invariant(all(text[j : j + len(part)] != part for j in range(i)))
        if text[i : i + len(part)] == part:
            return i
    return -1


@requires(lambda text: 0 < len(text) <= 4000 and all("0" <= c <= "9" for c in text))
@ensures(lambda text, result: result == int(text))
def parse(text: str) -> int:
    number = 0
    for i in range(len(text)):
        invariant(number == (0 if i == 0 else int(text[:i])))
        number = 10 * number + ord(text[i]) - ord("0")
    return number


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == str(n))
def show(n: int) -> str:
    if n == 0:
        return "0"
    out = ""
    rest = n
    while rest > 0:
        invariant(0 <= rest <= n)
        invariant((str(rest) + out if rest > 0 else out) == str(n))
        decreases(rest)
        out = chr(ord("0") + rest % 10) + out
        rest //= 10
    return out


@requires(lambda text, n: 0 <= n <= len(text))
def depth(text: str, n: int) -> int:
    if n == 0:
        return 0
    return depth(text, n - 1) + (1 if text[n - 1] == "(" else -1 if text[n - 1] == ")" else 0)


@ensures(lambda text, result: result == (all(depth(text, i) >= 0 for i in range(len(text))) and depth(text, len(text)) == 0))
def balanced(text: str) -> bool:
    deep = 0
    for i in range(len(text)):
        invariant(deep >= 0 and deep == depth(text, i))
        invariant(all(depth(text, j) >= 0 for j in range(i + 1)))
        if text[i] == "(":
            deep += 1
        elif text[i] == ")":
            deep -= 1
        if deep < 0:
            return False
    return deep == 0


@ensures(lambda text, result: all(n > 0 and len(c) == 1 for c, n in result))
@ensures(lambda text, result: all(result[i][0] != result[i + 1][0] for i in range(len(result) - 1)))
@ensures(lambda text, result: sum(n for _, n in result) == len(text))
def run_lengths(text: str) -> list[tuple[str, int]]:
    out: list[tuple[str, int]] = []
    for i in range(len(text)):
        invariant(all(n > 0 and len(c) == 1 for c, n in out))
        invariant((len(out) == 0) == (i == 0))
        invariant(all(out[k][0] != out[k + 1][0] for k in range(len(out) - 1)))
        invariant(i == 0 or out[-1][0] == text[i - 1])
        invariant(sum(n for _, n in out) == i)
        if len(out) > 0 and out[-1][0] == text[i]:
            out[-1] = (text[i], out[-1][1] + 1)
        else:
            out.append((text[i], 1))
    return out


@ensures(lambda runs, result: result == "".join(c * n for c, n in runs))
def expand(runs: list[tuple[str, int]]) -> str:
    out = ""
    for i in range(len(runs)):
        invariant(out == "".join(c * n for c, n in runs[:i]))
        out += runs[i][0] * runs[i][1]
    return out


@ensures(lambda line, result: len(result) == line.count(",") + 1)
@ensures(lambda line, result: all(field == "" or field[0] != " " for field in result))
def fields(line: str) -> list[str]:
    return [field.strip() for field in line.split(",")]


@raises(ValueError, lambda line: "=" not in line)
@ensures(lambda line, result: "=" not in result[0] and result[0] + "=" + result[1] == line)
def setting(line: str) -> tuple[str, str]:
    at = line.index("=")
    return line[:at], line[at + 1 :]


@requires(lambda hours, minutes: 0 <= hours < 24 and 0 <= minutes < 60)
@ensures(lambda result: len(result) == 5 and result[2] == ":" and result[:2].isdigit())
def clock(hours: int, minutes: int) -> str:
    return f"{str(hours).zfill(2)}:{str(minutes).zfill(2)}"


@ensures(lambda text, result: all(c != " " for c in result))
def without_spaces(text: str) -> str:
    return "".join(c for c in text if c != " ")


@requires(lambda word: word.isascii())
@ensures(lambda word, result: len(result) == len(word) and result.lower() == word.lower())
@ensures(lambda word, result: word == "" or not "a" <= result[0] <= "z")
def capitalized(word: str) -> str:
    return word[:1].upper() + word[1:]


@ensures(lambda data, result: 0 <= result < 256)
@ensures(lambda data, result: result == sum(data) % 256)
def checksum(data: bytes) -> int:
    total = 0
    for i in range(len(data)):
        invariant(total == sum(data[:i]) % 256)
        total = (total + data[i]) % 256
    return total


@requires(lambda key: 0 <= key < 256)
@ensures(lambda data, result: len(result) == len(data))
@ensures(lambda data, key, result: all(result[i] == (data[i] + key) % 256 for i in range(len(data))))
def rotated(data: bytes, key: int) -> bytes:
    return bytes((b + key) % 256 for b in data)
