"""Build the site of docs/: pages with navigation and a search, which also works from files and without a network.

    python scripts/make_site.py [FOLDER]

It runs in the environment that has Zensical, `.venv-site`. Pages, configuration and cache are put into the folder, by
default build/, and the site into its subfolder site/. A broken link or anchor fails the build.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BESIDE = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Pages of the site that stand outside docs/ in the repository, and their names in the site."""
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *```.*?^ *```)$", re.MULTILINE | re.DOTALL)


def pages() -> dict[str, Path]:
    """Return every page of the site: its path in the site's sources, and the file it is made of."""
    docs = ROOT / "docs"
    found = {path.relative_to(docs).as_posix(): path for path in sorted(docs.rglob("*.md"))}
    return found | {name: ROOT / path for path, name in BESIDE.items()}


def linked(text: str, source: Path, page: str, there: dict[Path, str]) -> str:
    """Return a page's text with the links that the site can follow; ``there`` has the site's pages by their files.

    A link to a page leads to its place in the site. One to a file that is in the repository only, such as source code,
    is its text, and the file's path where the text does not name it.
    """

    def link(found: re.Match[str]) -> str:
        words, (path, hash_, anchor) = found[1], found[2].partition("#")
        if not path or ":" in path:
            return found[0]
        target = (source.parent / path).resolve()
        if target.is_relative_to(ROOT / "docs") and source.is_relative_to(ROOT / "docs"):
            return found[0]
        if name := there.get(target) or _in_docs(target):
            return f"[{words}]({os.path.relpath(name, Path(page).parent)}{hash_}{anchor})"
        named = target.relative_to(ROOT).as_posix()
        return words if words.strip("`") in named else f"{words} (`{named}`)"

    parts = FENCE.split(text)
    return "".join(part if FENCE.fullmatch(part) else LINK.sub(link, part) for part in parts)


def _in_docs(target: Path) -> str | None:
    """Return the place in the site of a file of docs/ that is no page, such as a drawing."""
    docs = ROOT / "docs"
    return target.relative_to(docs).as_posix() if target.is_relative_to(docs) and target.is_file() else None


def configuration() -> str:
    """Return zensical.toml with the pages that `*` stands for; they are called like their files, which are short."""

    def listed(found: re.Match[str]) -> str:
        folder = found[1]
        names = sorted(path.stem for path in (ROOT / "docs" / folder).glob("*.md") if path.name != "index.md")
        return ", ".join(f'{{ "{name}" = "{folder}/{name}.md" }}' for name in names)

    return re.sub(r'"([\w/]+)/\*\.md"', listed, (ROOT / "zensical.toml").read_text(encoding="utf-8"))


def write_sources(folder: Path) -> None:
    """Write what Zensical reads: the configuration, the pages, their drawings, the script that the search needs."""
    docs = folder / "docs"
    shutil.rmtree(docs, ignore_errors=True)
    shutil.copytree(ROOT / "docs", docs)
    shutil.copytree(ROOT / "scripts" / "site", docs / "assets")
    found = pages()
    there = {path: name for name, path in found.items()}
    for name, path in found.items():
        text = linked(path.read_text(encoding="utf-8"), path, name, there)
        (docs / name).write_text(text, encoding="utf-8")
    (folder / "zensical.toml").write_text(configuration(), encoding="utf-8")


def main(folder: Path) -> None:
    """Build the site; end with Zensical's exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    write_sources(folder)
    done = subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=folder, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    print(f"Open {folder / 'site' / 'index.html'}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build").resolve())
