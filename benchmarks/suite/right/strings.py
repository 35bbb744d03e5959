"""Expected: every function is proved. Strings: equality, length, indexing, concatenation."""

from toolkit import decreases, ensures, invariant, requires


@ensures(lambda name, result: len(result) == len(name) + 7)
@ensures(lambda name, result: result[0] == "h")
@ensures(lambda name, result: all(result[7 + i] == name[i] for i in range(len(name))))
def greeting(name: str) -> str:
    return "hello, " + name


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[i] == "-" for i in range(n)))
def dashes(n: int) -> str:
    line = ""
    while len(line) < n:
        invariant(len(line) <= n)
        invariant(all(line[i] == "-" for i in range(len(line))))
        decreases(n - len(line))
        line += "-"
    return line


@ensures(lambda word, result: result == all(word[i] == word[-1 - i] for i in range(len(word) // 2)))
def is_palindrome(word: str) -> bool:
    for i in range(len(word) // 2):
        invariant(all(word[j] == word[-1 - j] for j in range(i)))
        if word[i] != word[len(word) - 1 - i]:
            return False
    return True


@requires(lambda letter: len(letter) == 1)
@ensures(lambda text, letter, result: 0 <= result <= len(text))
@ensures(lambda text, letter, result: (result == 0) == all(text[i] != letter for i in range(len(text))))
def count_letter(text: str, letter: str) -> int:
    count = 0
    for i in range(len(text)):
        invariant(0 <= count <= i)
        invariant((count == 0) == all(text[j] != letter for j in range(i)))
        if text[i] == letter:
            count += 1
    return count


@ensures(lambda first, second, result: result == (first + " " + second if first != "" else second))
def full_name(first: str, second: str) -> str:
    if first == "":
        return second
    return first + " " + second
