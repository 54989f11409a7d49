"""Names of organizations and frameworks, and where they are in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

from pipeline.faults import Fault, Faults
from pipeline.text.reading_copy import ReadingCopy


@dataclass(frozen=True)
class Name:
    """A way to write an organization, a framework or a cluster (one of the three ids is not None)."""

    name: str
    language: str
    kind: str
    organization_id: str | None
    framework_id: str | None
    cluster_id: str | None = None

    @property
    def owner(self) -> str | None:
        """The key of what it names."""
        return self.organization_id or self.framework_id or self.cluster_id


class Mention(NamedTuple):
    """A name in a text: its code points `start` to `end`, and whom or what it names."""

    start: int
    end: int
    organization_id: str | None
    framework_id: str | None

    @property
    def entity(self) -> tuple[str | None, str | None]:
        """Whom or what it names, as something to compare."""
        return self.organization_id, self.framework_id


_CAPITALS, _SMALL = "capitals", "small letters"  # how the words of a name may be set, other than as we write it
_MARK = "⁰¹²³⁴-⁹"  # of a footnote, which is no letter of a name
# How words end in British and in American spelling, as "organisation", "programme" and "centre" do.
_SPELLINGS = {"isation": "ization", "gramme": "gram", "ntre": "nter"}
_SPELLED = {one: f"(?:{british}|{american})" for british, american in _SPELLINGS.items() for one in (british, american)}
_ENDS_AS_SPELLED = re.compile(rf"(?:{'|'.join(_SPELLED)})\b", re.IGNORECASE)


def _key(words: str) -> str:
    """Return what is the same of a name however it is set and spelled: its letters and blanks, in small letters.

    Of several words, without accents: of a short name, these make another word.
    """
    key = " ".join(words.replace("'", " ").split()).replace("- ", "").replace("-", "").casefold()
    if " " not in key:
        return key
    return _ENDS_AS_SPELLED.sub(lambda end: _SPELLED[end[0]], _without_accents(key))


@cache
def _without_accents(words: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", words) if not unicodedata.combining(one))


@cache
def _as_spelled(letters: str) -> str:
    """Return the pattern of the letters of a word as others spell them: in either English, and without accents."""
    pattern, done = "", 0
    for end in _ENDS_AS_SPELLED.finditer(letters):
        spelled = _SPELLED[end[0].lower()]
        pattern += _one_by_one(letters[done : end.start()]) + (spelled.upper() if end[0].isupper() else spelled)
        done = end.end()
    return pattern + _one_by_one(letters[done:])


def _one_by_one(letters: str) -> str:
    return "".join(_one_of({one, _without_accents(one)}) for one in letters)


def _one_of(letters: Collection[str]) -> str:
    """Return the pattern of one of some letters."""
    return f"[{''.join(sorted(letters))}]" if len(letters) > 1 else re.escape(*letters)


def _beginning_with(letter: str, rests: Mapping[str, Collection[str]]) -> str:
    """Return a pattern of names that begin with one letter, and no letter or digit before it, the longest first.

    Of each name, the rest is given, with the cases that its words may be in. As the letter comes first in the pattern,
    the search looks only where one of the letters is.
    """
    longest_first = sorted(rests, key=lambda rest: (-len(rest), rest))
    patterns = (_pattern(rest, rests[rest]) for rest in longest_first)
    return rf"{re.escape(letter)}(?<![^\W{_MARK}]{re.escape(letter)})(?:{'|'.join(patterns)})"


def _pattern(rest: str, also: Collection[str]) -> str:
    """Return the pattern of a name without its first letter, whose words may be set as `also` says.

    A blank may be a line end, and a hyphen before a small letter missing, as a word divided there is whole in a copy;
    a blank after a hyphen is what is left of a line end. With `_CAPITALS`, any word may begin with a capital, as in
    titles, and an apostrophe may have become a blank; with `_SMALL`, any word with one may begin with a small letter.
    With either, a name of several words may be spelled as others do.
    """
    first, *others = re.split(r"([ '-])", rest)
    spelled = _as_spelled if also and " " in rest else re.escape
    pattern = spelled(first)
    for mark, word in zip(others[::2], others[1::2], strict=True):
        initial, end = word[:1], word[1:]
        match mark:
            case " ":
                pattern += r"(?:\ |\n\n?)"
            case "-":
                pattern += r"(?:-\ ?)?" if initial.islower() else r"-\ ?"
            case _:
                pattern += r"['\ \n]" if _CAPITALS in also else "'"
        may_be_capital = _CAPITALS in also and initial.islower() and mark != "-"
        may_be_small = _SMALL in also and initial.isupper() and end.islower()
        initials = {initial.lower(), initial.upper()} if may_be_capital or may_be_small else {initial}
        if spelled is _as_spelled:
            initials |= set(map(_without_accents, initials))
        pattern += (_one_of(initials) if initial else "") + spelled(end)
    return pattern


def _also(language: str) -> tuple[str, ...]:
    """Return how others set the words of a name: in French and Spanish, without capitals, as in "Nations unies"."""
    return (_CAPITALS, _SMALL) if language in ("fr", "es") else (_CAPITALS,)


_NAMED_AFTER = re.compile(r"(Conven\w+ de |(?=[\w-]+ Convention\b))([A-ZÀ-Ý][a-zà-ÿ]+)\b")  # a convention, a place


def _as_others_set_it(words: str, language: str) -> Iterator[str]:
    """Yield a name of several words in capitals, as titles have it, and without an accent on its first letter.

    And a convention in French and Spanish, as laws have it, in small letters: "la convention sur le commerce …";
    and one named after a place with this alone in capitals, as if it were an acronym: "the RAMSAR Convention".
    """
    if language in ("fr", "es") and words.startswith("Conven") and " " in words:
        yield words.lower()
    if named := _NAMED_AFTER.match(words):
        yield named[1] + named[2].upper() + words[named.end() :]
    if " " not in words:
        return
    if not words.isupper():
        yield words.upper()
    first = _without_accents(words[0])
    if first != words[0]:
        yield from (first + words[1:], first.upper() + words[1:].upper())


# --- a name that is only a part of another one --------------------------------------------------------------

# What a body is, as the last word of its name: "United Nations Development Programme", "World Bank Group".
_BODY = (
    "Agency Alliance Assembly Authority Bank Board Centre Center Commission Committee Conference Congress Convention "
    "Council Federation Forum Foundation Fund Group Initiative Institute Network Office Organisation Organization "
    "Panel Partnership Programme Program Protocol University Union"
)
_GOES_ON = re.compile(rf" (?:[A-Z][\w-]+\s(?:(?:and|of|on|for)\s)?){{0,3}}(?:{'|'.join(_BODY.split())})\b")
# "Organisation des Nations Unies pour le développement industriel"
_FOR = re.compile(r"[ \n](?:pour|para)\s(?:l['\s]|(?:le|la|les|el|los|las)\s)")
_IS_BODY = re.compile(r"Organi[sz]a(?:tion|ción)\b")
# What the United Nations call some of their bodies: "UN Women" is one of its own.
_UN = ("UN", "ONU")
_OF_THE_UN = re.compile(
    r" (?:Women|Mujeres|Femmes|Environment|Medio\sAmbiente|Environnement|Tourism|Turismo|Tourisme|Habitat|Hábitat|Trade"
    r"|Climate\sChange|Global|Human\sRights|Volunteers|Water|Agua|Eau|Energy|Energía|Oceans)\b"
)
_JOINED = frozenset("/.@:-_")  # what is between the parts of an address
# After a name: what a longer name or an address may go on with. So most names need not be looked at again.
_MAY_GO_ON = r"(?:(?=[ \n][^\W\d_a-oq-z]|[/.@:_-])(?P<may_go_on>))?"
_SYMBOL = re.compile(r"(?=\S{0,200}/)(?=\S{0,200}[0-9])|\S{0,200}(?:@|://)|www\.")


def _is_part(text: str, start: int, end: int) -> bool:
    """Return whether a name is only the beginning of an unknown longer one, or in an address or the like.

    "United Nations Development Programme" does not name the United Nations, "UN-Habitat" not the UN, "UNEP/CMS/COP13"
    and "https://www.iucn.org/CITES" nobody.
    """
    after = text[end : end + 1]
    if after in (" ", "\n"):
        first = text[end + 1 : end + 2]
        if first == "p" and _FOR.match(text, end) and _IS_BODY.match(text, start):
            return True
        if first.isupper() and text.find(" ", start, end) >= 0 and _GOES_ON.match(text, end):
            return True
        if text[start:end] in _UN and (_GOES_ON.match(text, end) or _OF_THE_UN.match(text, end)):
            return True
        after = ""
    before = text[start - 1 : start]
    if before in _JOINED or after in _JOINED:
        begin = max(text.rfind(" ", max(0, start - 80), start), text.rfind("\n", max(0, start - 80), start)) + 1
        return _SYMBOL.match(text, begin) is not None
    return False


class _AsSet(dict[str, Name]):
    """Names by the words of a text, however these are set; a text has the same words often."""

    def __init__(self, by_key: Mapping[str, Name]) -> None:
        super().__init__()
        self._by_key = by_key

    def __missing__(self, words: str) -> Name:
        name = self[words] = self._by_key[_key(words)]
        return name


class Names:
    """Names, ready to be found."""

    def __init__(self, names: Iterable[Name], *, as_set: bool = False) -> None:
        """Take names of one language or of many, and if asked, those of several words as others set them too.

        That is in capitals, with a capital for each word, in French and Spanish without capitals but the first, with
        blanks for apostrophes, in British or American spelling, or without accents. Raises Faults for a name that has
        two owners.
        """
        self._by_words: dict[str, Name] = {}
        self._by_key: dict[str, Name] = {}
        self._as_set = _AsSet(self._by_key)
        read: dict[str, set[str]] = {}  # and how its words may be set
        for name in names:
            words = ReadingCopy(name.name).text
            other = self._by_key.setdefault(_key(words), name)
            if other.owner != name.owner:
                problem = f"«{name.name}» names {other.owner} in {other.language}, but {name.owner} in {name.language}"
                remedy = "leave it to one of the two: which is meant is not known"
                raise Faults([Fault("raw/curated/names.csv", None, problem, remedy)])
            self._by_words[name.name] = name
            read.setdefault(words, set()).update(_also(name.language) if as_set else ())
        for name in self._by_words.values() if as_set else ():
            for words in _as_others_set_it(ReadingCopy(name.name).text, name.language):
                if self._by_key.setdefault(_key(words), name).owner == name.owner:
                    read.setdefault(words, set()).update(_also(name.language))
        by_letter = groupby(sorted(read), key=lambda words: words[0])
        begun = (_beginning_with(letter, {words[1:]: read[words] for words in group}) for letter, group in by_letter)
        self._pattern = re.compile(f"(?:{'|'.join(begun)})(?![^\\W{_MARK}]){_MAY_GO_ON}")

    def find(self, text: str) -> list[Mention]:
        """Return the names in a text, from left to right, the longest at each place, none inside another."""
        return list(self.iter_in(ReadingCopy(text)))

    def iter_in(self, copy: ReadingCopy) -> Iterator[Mention]:
        """Yield the names in the text of a reading copy, as `find` does; offsets are those of the text as it came."""
        text = copy.text
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if match.lastgroup or text[start - 1 : start] in _JOINED:  # of few names
                is_joined = text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper()  # UNEP-WCMC
                if _is_part(text, start, end) or (is_joined and not self._pattern.match(text, end + 1)):
                    continue
            name = self._as_set[match[0]]
            yield Mention(*copy.span(start, end), name.organization_id, name.framework_id)

    def organization_id(self, words: str) -> str | None:
        """Return the organization of that name, if there is one."""
        name = self._by_words.get(words)
        return name.organization_id if name else None
