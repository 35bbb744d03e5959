"""Expected: every function is refuted. Strings."""

from toolkit import ensures, invariant, requires


@ensures(lambda name, result: len(result) == len(name) + 7)
def greeting(name: str) -> str:
    # Bug: the comma is missing.
    return "hello " + name


@ensures(lambda word, result: result == all(word[i] == word[-1 - i] for i in range(len(word) // 2)))
def is_palindrome(word: str) -> bool:
    # Bug: counts the mirror place from the wrong end.
    for i in range(len(word) // 2):
        if word[i] != word[len(word) - i - 2]:
            return False
    return True


@ensures(lambda word, result: result == "" or result == word[0])
def initial(word: str) -> str:
    # Bug: the empty word.
    return word[0]


@requires(lambda letter: len(letter) == 1)
@ensures(lambda text, letter, result: (result == 0) == all(text[i] != letter for i in range(len(text))))
def count_letter(text: str, letter: str) -> int:
    # Bug: compares with the neighbour and misses the last place.
    count = 0
    for i in range(len(text) - 1):
        invariant(count >= 0)
        if text[i] == letter:
            count += 1
    return count


@ensures(lambda first, second, result: len(result) == len(first) + len(second) + 1)
def full_name(first: str, second: str) -> str:
    # Bug: no space when the first name is empty.
    return first + " " + second if first != "" else second
