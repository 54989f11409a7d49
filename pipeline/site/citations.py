"""How a release is cited: a sentence in APA style, an entry of BibTeX, a record of RIS."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.site.published import Values


@dataclass(frozen=True)
class Citation:
    """A way to cite, by its name, and the text to copy."""

    name: str
    text: str


def citations(descriptor: Values) -> list[Citation]:
    """Return how to cite the release that a descriptor describes, with its address if it has one."""
    title, version, created = descriptor["title"], descriptor["version"], descriptor["created"][:10]
    year, authors = created[:4], [person["title"] for person in descriptor["contributors"]]
    address = descriptor.get("homepage")
    apa = f"{', & '.join(_capital(name) for name in authors)}. ({year}). {title} (Version {version}) [Data set]."
    bibtex = {
        "author": " and ".join(f"{{{name}}}" for name in authors),
        "title": f"{{{title}}}",
        "year": year,
        "version": version,
        "type": "Data set",
        "url": address,
    }
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in bibtex.items() if value)
    ris = [
        ("TY", "DATA"),
        *(("AU", f"{_capital(name)},") for name in authors),
        ("TI", title),
        ("PY", year),
        ("DA", created.replace("-", "/")),
        ("ET", version),
        *([("UR", address)] if address else []),
        ("ER", ""),
    ]
    return [
        Citation("APA", f"{apa} {address}" if address else apa),
        Citation("BibTeX", f"@misc{{cites-cooperation-{version},\n{fields}\n}}"),
        Citation("RIS", "\n".join(f"{tag}  - {value}" for tag, value in ris)),
    ]


def _capital(name: str) -> str:
    """Return a name as it begins a sentence."""
    return name[:1].upper() + name[1:]
