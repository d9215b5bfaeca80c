"""Runs one notebook cell by cell through its kernel and reports each cell as one line of JSON on standard output.

    python execute.py NOTEBOOK [--output FILE] [--folder FOLDER] [--cell-timeout SECONDS]

A cell passes only if the kernel's reply says "ok": tslab sends no `error` output for a cell that throws, and it answers
"abort" for the cells that arrive just after it, so neither outputs nor silence prove anything. A stack trace on standard
error fails a cell too: that is how a promise that nobody awaited reports its failure. The run ends at the first failure.
With --output the executed notebook is written there, complete or not.
"""

import argparse
import asyncio
import json
import os
import queue
import re
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

TRACE = re.compile(r"^\s+at .+:\d+:\d+|UncaughtException:|UnhandledPromiseRejection:", re.MULTILINE)
# What a kernel still says after a cell has ended: the last cell is given longer.
LATE_SECONDS, LAST_SECONDS = 0.05, 0.3
# A busy machine may take minutes to start a kernel.
STARTUP_SECONDS = 300
# The exit status of a kernel that could not have the ports that were chosen for it (ports.cjs), and how many to start.
PORT_TAKEN, STARTS = 75, 5


class Memory(threading.Thread):
    """Samples the memory of the kernel and its children; `peak` is the largest sum seen, in bytes."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.process, self.peak, self.ended = psutil.Process(pid), 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.1):
            total = 0
            try:
                for process in [self.process, *self.process.children(recursive=True)]:
                    total += process.memory_info().rss
            except psutil.NoSuchProcess:
                pass  # a child that ended between the listing and the question
            self.peak = max(self.peak, total)


def report(**fields):
    print(json.dumps(fields), flush=True)


def standard_error(cell):
    return "".join(o["text"] for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")


async def late_outputs(client, cell, index, seconds):
    """Adds to the cell what the kernel says after its reply, as JupyterLab does; nbclient would drop it."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        try:
            message = await client.kc.get_iopub_msg(timeout=left)
        except queue.Empty:
            return
        if message["msg_type"] in ("stream", "display_data", "update_display_data"):
            client.process_message(message, cell, index)


async def run_cells(client, cells):
    replies = {}
    client.on_cell_executed = lambda cell, cell_index, execute_reply: replies.update({cell_index: execute_reply})
    for number, (index, cell) in enumerate(cells):
        started = time.monotonic()
        try:
            await client.async_execute_cell(cell, index)
            status = replies[index]["content"]["status"] if index in replies else "no reply"
        except CellTimeoutError:
            status = "timeout"
        except DeadKernelError:
            status = "the kernel died"
        seconds = time.monotonic() - started
        if status not in ("timeout", "the kernel died"):
            await late_outputs(client, cell, index, LAST_SECONDS if number == len(cells) - 1 else LATE_SECONDS)
        errors = standard_error(cell)
        if status == "ok" and TRACE.search(errors):
            status = "stack trace"
        report(kind="cell", index=index, number=number + 1, of=len(cells), status=status, seconds=seconds,
               firstLine=cell.source.split("\n")[0], stderr=errors[-4000:])
        if status != "ok":
            return False
    return True


class Client(NotebookClient):
    """Speaks to a kernel only when that has its ports; until then, who answers there may be another."""

    async def async_start_new_kernel(self, **kwargs):
        for _ in range(STARTS):
            await super().async_start_new_kernel(**kwargs)
            if not await port_was_taken(self.km):
                return
            await self.km.cleanup_resources()
            self.create_kernel_manager()
        raise RuntimeError(f"{STARTS} kernels in turn found that another process had taken their ports")


async def port_was_taken(manager):
    """Waits until the kernel has its ports or has ended; whether it ended since it could not have them."""
    process, ends = manager.provisioner.process, time.monotonic() + STARTUP_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        try:
            connections = psutil.Process(process.pid).net_connections("tcp")
        except psutil.NoSuchProcess:
            continue  # it has just ended
        except psutil.AccessDenied:
            return False  # this system does not tell
        if set(manager.ports) <= {each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN}:
            return False
        await asyncio.sleep(0.1)
    return process.poll() == PORT_TAKEN


async def run_notebook(path, output, folder, cell_timeout):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = Client(notebook, timeout=cell_timeout, allow_errors=True, record_timing=False,
                    coalesce_streams=True, startup_timeout=STARTUP_SECONDS,
                    kernel_name=notebook.metadata.kernelspec.name,
                    resources={"metadata": {"path": str(folder)}})
    cells = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source]
    if not cells:
        report(kind="end", passed=False, seconds=0, peakMemory=0)
        return False
    started = time.monotonic()
    async with client.async_setup_kernel():
        memory = Memory(client.km.provisioner.process.pid)
        memory.start()
        passed = await run_cells(client, cells)
        memory.ended.set()
    if output:
        temporary = output.with_name(f"{output.name}.{os.getpid()}.tmp")
        nbformat.write(notebook, temporary)
        os.replace(temporary, output)
    report(kind="end", passed=passed, seconds=time.monotonic() - started, peakMemory=memory.peak)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--folder", type=Path, help="where the kernel works; the notebook's folder by default")
    parser.add_argument("--cell-timeout", type=float, default=600)
    arguments = parser.parse_args()
    notebook = arguments.notebook.resolve()
    folder = arguments.folder or notebook.parent
    passed = asyncio.run(run_notebook(notebook, arguments.output, folder, arguments.cell_timeout))
    sys.exit(0 if passed else 1)


main()
