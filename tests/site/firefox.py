"""Firefox, driven by WebDriver BiDi (w3.org/TR/webdriver-bidi): what the tests need of the one that is installed.

Playwright drives a Firefox of its own only, or a newer one than Debian's.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tornado.websocket import websocket_connect


class Firefox:
    """A running Firefox with one page; `errors` are what its console said was wrong."""

    def __init__(self, program: str, profile: Path, scheme: str) -> None:
        content = {"dark": 0, "light": 1}[scheme]
        settings = f'user_pref("layout.css.prefers-color-scheme.content-override", {content});\n'
        (profile / "user.js").write_text(settings, "utf-8")
        command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self._loop = asyncio.new_event_loop()
        self._last = 0
        self.errors: list[str] = []
        assert self._process.stderr
        for line in self._process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                break
        else:
            raise AssertionError("firefox ended before it listened")
        self._socket = self._wait(lambda: websocket_connect(f"{found[1]}/session"))
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        [page] = self.ask("browsingContext.getTree")["contexts"]
        self._page = page["context"]

    def _wait(self, begin: Callable[[], Awaitable[Any]]) -> Any:
        """Begin something while the loop runs, and return what came of it."""

        async def wait() -> Any:
            return await begin()

        return self._loop.run_until_complete(asyncio.wait_for(wait(), timeout=60))

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command; return its result."""
        self._last += 1
        message = json.dumps({"id": self._last, "method": method, "params": parameters})
        self._wait(lambda: self._socket.write_message(message))
        while True:
            answer = json.loads(self._wait(self._socket.read_message))
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self.errors.append(answer["params"]["text"])
            if answer.get("id") == self._last:
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self, address: str, width: int = 1280) -> None:
        """Load a page, and wait until it is loaded."""
        self.ask("browsingContext.setViewport", context=self._page, viewport={"width": width, "height": 800})
        self.ask("browsingContext.navigate", context=self._page, url="about:blank", wait="complete")
        self.ask("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def run(self, script: str) -> Any:
        """Return what a script returns, as JSON says it."""
        expression = f"(async () => JSON.stringify((await (async () => {{ {script} }})()) ?? null))()"
        done = self.ask("script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True)
        assert done["type"] == "success", done["exceptionDetails"]["text"]
        return json.loads(done["result"]["value"])

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._loop.close()
