"""Keeps a notebook (.ipynb, which people open) in step with its text form (.ts, which is edited).

    python pair.py check|sync SOURCE NOTEBOOK [SOURCE NOTEBOOK …]

Prints one line of JSON for each pair: {"notebook": …, "inStep": true|false, "why": …}. `sync` writes the cells of the text
into the notebook and keeps the outputs of the cells whose code is the same.
"""

import json
import os
import sys
from difflib import SequenceMatcher
from pathlib import Path

import jupytext
import nbformat
from jupytext.config import load_jupytext_config

# What is the same for every lesson, and what viewers need to colour the code; versions would only make noise.
LANGUAGE = {"name": "typescript", "file_extension": ".ts", "mimetype": "text/typescript"}
KERNEL = {"name": "tslab", "display_name": "TypeScript (tslab)", "language": "typescript"}


def read_source(path):
    # A path of its own, so that the configuration that is found is the one that the notebook has in JupyterLab.
    return jupytext.read(path, config=load_jupytext_config(str(path)))


def content(notebook):
    """What the pair must agree on: kind, text, tags and the course's settings of each cell."""
    return [(cell.cell_type, cell.source, cell.metadata.get("tags", []), cell.metadata.get("course"))
            for cell in notebook.cells]


def difference(source, notebook):
    """One sentence on the first difference, or None."""
    ours, theirs = content(source), content(notebook)
    for number, (wanted, found) in enumerate(zip(ours, theirs), start=1):
        if wanted != found:
            first = (wanted[1].split("\n") or [""])[0]
            return f'cell {number} ("{first[:60]}") differs'
    if len(ours) != len(theirs):
        return f"the text has {len(ours)} cells, the notebook {len(theirs)}"
    if notebook.metadata.get("kernelspec") != KERNEL:
        return "the notebook names another kernel"
    return None


def write(notebook, path):
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    nbformat.write(notebook, temporary)
    os.replace(temporary, path)


def keep_outputs(new, old):
    """Gives the code cells of `new` the outputs of those in `old` whose code is exactly the same (Jupytext's own way
    also takes the outputs of similar code, which would show what other code had printed)."""
    ours, theirs = ([cell for cell in notebook.cells if cell.cell_type == "code"] for notebook in (new, old))
    same = SequenceMatcher(None, [cell.source for cell in ours], [cell.source for cell in theirs], autojunk=False)
    for at, other, size in same.get_matching_blocks():
        for cell, before in zip(ours[at:at + size], theirs[other:other + size]):
            cell.outputs, cell.execution_count = before.outputs, before.execution_count


def synced(source, old):
    new = source
    if old:
        keep_outputs(new, old)
    new.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    new.nbformat, new.nbformat_minor = 4, 5
    for number, cell in enumerate(new.cells, start=1):
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in ("tags", "course")})
    return new


def main():
    action, *paths = sys.argv[1:]
    for source_path, path in zip(map(Path, paths[::2]), map(Path, paths[1::2])):
        source = read_source(source_path)
        old = nbformat.read(path, as_version=4) if path.exists() else None
        why = difference(source, old) if old else "there is no notebook yet"
        if why and action == "sync":
            write(synced(source, old), path)
        print(json.dumps({"notebook": path.name, "inStep": why is None, "why": why}), flush=True)


main()
