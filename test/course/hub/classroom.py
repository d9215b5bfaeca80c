"""Learners at work in a JupyterHub at the same time, through its interface and their own: prints what each saw, as JSON.

    classroom.py ADDRESS ADMIN_TOKEN < learners.json

learners.json: {"name": [cells of code that all run in one kernel]}
"""
import asyncio
import json
import sys
import uuid

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

address, admin = sys.argv[1:]
# Seconds for one answer: a busy machine may take long, and what never comes must end some time.
PATIENCE = 300


async def call(path, token, method="GET", body=None):
    request = HTTPRequest(
        f"{address}{path}", method=method, headers={"Authorization": f"token {token}"}, request_timeout=PATIENCE,
        body=None if method in ("GET", "DELETE") else json.dumps(body or {}),
    )
    answer = await AsyncHTTPClient().fetch(request, raise_error=False)
    text = answer.body.decode() if answer.body else ""
    return answer.code, json.loads(text) if text.startswith(("{", "[")) else text


async def until(name, settled):
    """Waits until a learner's servers are as `settled` wants them, and returns the learner."""
    for _ in range(4 * PATIENCE):
        _, user = await call(f"/hub/api/users/{name}", admin)
        if settled(user["servers"]):
            return user
        await asyncio.sleep(0.25)
    raise SystemExit(f"{name}'s servers are as they were for {PATIENCE} seconds: {user}")


async def start_server(name):
    """Starts a learner's server and returns a token that is the learner's own."""
    await call(f"/hub/api/users/{name}", admin, "POST")
    for _ in range(3):  # the hub chooses a port before the server has it: another process may take it meanwhile
        code, answer = await call(f"/hub/api/users/{name}/server", admin, "POST")
        user = await until(name, lambda servers: not servers or servers.get("", {}).get("ready"))
        if user["servers"]:
            break
    else:
        raise SystemExit(f"{name}'s server did not start: {code} {answer}, {user}")
    _, made = await call(f"/hub/api/users/{name}/tokens", admin, "POST", {"note": "class"})
    return made["token"]


async def run_cells(name, token, cells):
    """Opens a kernel where a lesson's notebook would, and runs cells in it one after the other."""
    code, kernel = await call(f"/user/{name}/api/kernels", token, "POST", {"name": "tslab", "path": "notebooks/x.ipynb"})
    assert code == 201, (code, kernel)
    channel = f"{address.replace('http', 'ws', 1)}/user/{name}/api/kernels/{kernel['id']}/channels"
    socket = await websocket_connect(HTTPRequest(channel, headers={"Authorization": f"token {token}"}))
    outcomes = []
    for cell in cells:
        outcomes.append(await run_cell(socket, cell))
        await asyncio.sleep(0.3)  # tslab skips cells that arrive right after a failed one
    return kernel["id"], outcomes, socket


async def run_cell(socket, code):
    identity = uuid.uuid4().hex
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
    header = {"msg_id": identity, "msg_type": "execute_request", "username": "", "session": identity, "version": "5.3"}
    await socket.write_message(json.dumps(
        {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
    text, status, idle = "", None, False
    while status is None or not idle:
        message = json.loads(await asyncio.wait_for(socket.read_message(), PATIENCE))
        if message["parent_header"].get("msg_id") != identity:
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            text += content["text"]
        elif kind in ("display_data", "execute_result", "update_display_data"):
            text += content["data"].get("text/plain", "")
        elif kind == "execute_reply":
            status = content["status"]
        elif kind == "status":
            idle = content["execution_state"] == "idle"
    return {"status": status, "text": text}


async def learner(name, cells):
    token = await start_server(name)
    kernel, outcomes, socket = await run_cells(name, token, cells)
    return {"token": token, "kernel": kernel, "cells": outcomes, "socket": socket}


async def leave(name, kernel, token):
    """Ends the kernel and the learner's server, and waits until both are gone."""
    await call(f"/user/{name}/api/kernels/{kernel}", token, "DELETE")
    await call(f"/hub/api/users/{name}/server", admin, "DELETE")
    await until(name, lambda servers: not servers)


async def seen(name, token):
    """What a token shows of a learner's server: files and kernels, or the refusal."""
    files = [await call(f"/user/{name}/api/contents/{folder}", token) for folder in ("", "exercises")]
    kernels = await call(f"/user/{name}/api/kernels", token)
    return {
        "status": sorted({code for code, _ in [*files, kernels]}),
        "files": [entry["path"] for code, listing in files if code == 200 for entry in listing["content"]],
        "kernels": [kernel["id"] for kernel in kernels[1]] if kernels[0] == 200 else [],
    }


async def main():
    learners = json.load(sys.stdin)
    found = dict(zip(learners, await asyncio.gather(*(learner(name, cells) for name, cells in learners.items()))))
    for name, one in found.items():
        one["sees"] = {other: await seen(other, one["token"]) for other in learners}
        one.pop("socket").close()
    await asyncio.gather(*(leave(name, one["kernel"], one.pop("token")) for name, one in found.items()))
    print(json.dumps(found))


asyncio.run(main())
