"""A browser for tests: headless Chromium driven over W3C WebDriver on 127.0.0.1, ended by its own pid."""

import base64
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

CHROMIUM = "chromium"
CHROMEDRIVER = "chromedriver"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key the W3C WebDriver recommendation gives an element
ENTER = "\ue007"
SHIFT = "\ue008"
TAB = "\ue004"
STARTED = re.compile(r"started successfully on port ([0-9]+)")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def missing_browser() -> str | None:
    """Why no browser can be driven here; None when one can."""
    absent = [name for name in (CHROMIUM, CHROMEDRIVER) if shutil.which(name) is None]
    return f"{' and '.join(absent)} not installed" if absent else None


class Browser:
    """One browser session with a fresh profile in *profile*. Use it as a context manager."""

    def __init__(self, profile: Path, width: int = 1280, height: int = 800, *flags: str) -> None:
        self._profile = profile
        self._flags = (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", *flags)
        self._size = (width, height)
        self._http = requests.Session()
        self._http.trust_env = False
        self._base = ""
        self._session = ""

    def __enter__(self) -> "Browser":
        self._profile.mkdir(parents=True, exist_ok=True)
        log = self._profile / "chromedriver.log"
        with log.open("wb") as output:
            self._driver = subprocess.Popen(
                [CHROMEDRIVER, "--port=0"], stdout=output, stderr=output, start_new_session=True
            )
        try:
            self._base = f"http://127.0.0.1:{_port_in(log)}"
            self._session = self._create()
            self.resize(*self._size)
        except BaseException:
            self.quit()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.quit()

    def quit(self) -> None:
        """End the session and the driver; what is left of its process group is killed."""
        try:
            if self._session:
                self._call("DELETE", "")
        except (requests.RequestException, AssertionError):
            pass
        finally:
            _end_group(self._driver)
            self._http.close()

    def go(self, url: str) -> None:
        """Open *url* and wait until it has loaded."""
        self._call("POST", "/url", url=url)

    def type(self, selector: str, keys: str) -> None:
        """Press *keys* in the element of *selector*."""
        self._call("POST", f"/element/{self._find(selector)}/value", text=keys)

    def click(self, selector: str) -> None:
        """Click the element of *selector*."""
        self._call("POST", f"/element/{self._find(selector)}/click")

    def clear(self, selector: str) -> None:
        """Empty the field of *selector*."""
        self._call("POST", f"/element/{self._find(selector)}/clear")

    def text(self, selector: str) -> str:
        """The visible text of the first element of *selector*."""
        return str(self._call("GET", f"/element/{self._find(selector)}/text"))

    def value(self, selector: str) -> str:
        """What stands in the field of *selector*."""
        return str(self._call("GET", f"/element/{self._find(selector)}/property/value"))

    def texts(self, selector: str) -> list[str]:
        """The visible texts of all elements of *selector*, in document order."""
        return [str(self._call("GET", f"/element/{each}/text")) for each in self._find_all(selector)]

    def run(self, script: str, *arguments: str) -> Any:
        """The result of *script* in the page, which finds *arguments* as `arguments`."""
        return self._call("POST", "/execute/sync", script=script, args=list(arguments))

    def press_tab(self) -> str:
        """Press Tab where the focus is; the id of the element that has it then."""
        keys = [{"type": kind, "value": TAB} for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", actions=[{"type": "key", "id": "keyboard", "actions": keys}])
        return str(self.run("return document.activeElement.id"))

    def settle(self) -> None:
        """Wait until every animation of the page has ended."""
        self.wait_until("return document.getAnimations({subtree: true}).length === 0")

    def wait_until(self, script: str, seconds: float = 15.0) -> None:
        """Return once *script* gives true; AssertionError after *seconds*."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(script) is True:
                return
            time.sleep(0.05)
        raise AssertionError(f"never became true: {script}")

    def wait_for(self, selector: str, words: str, seconds: float = 15.0) -> str:
        """The text of *selector* once it holds *words*; AssertionError with the last text after *seconds*."""
        end = time.monotonic() + seconds
        seen: list[str] = []
        while time.monotonic() < end:
            seen = self.texts(selector)
            for text in seen:
                if words in text:
                    return text
            time.sleep(0.05)
        raise AssertionError(f"{selector} never showed {words!r}; last seen: {seen}")

    def screenshot(self, path: Path) -> None:
        """Save what the window shows as a PNG file."""
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))

    def prefer(self, feature: str, value: str) -> None:
        """Answer the media query *feature*, such as prefers-color-scheme, with *value*."""
        params = {"features": [{"name": feature, "value": value}]}
        self._call("POST", "/goog/cdp/execute", cmd="Emulation.setEmulatedMedia", params=params)

    def complaints(self) -> list[str]:
        """What the browser has complained about since the last call: refused code, failed loads."""
        entries = self._call("POST", "/se/log", type="browser")
        return [str(entry["message"]) for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def _create(self) -> str:
        options = {"args": list(self._flags), "binary": shutil.which(CHROMIUM)}
        wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        answer = self._http.post(f"{self._base}/session", json={"capabilities": wanted}, timeout=60)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["value"]["sessionId"])

    def resize(self, width: int, height: int) -> None:
        """Give the page a window of *width* x *height* CSS pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("POST", "/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=metrics)

    def _find(self, selector: str) -> str:
        found = self._call("POST", "/element", using="css selector", value=selector)
        return str(found[ELEMENT])

    def _find_all(self, selector: str) -> list[str]:
        found = self._call("POST", "/elements", using="css selector", value=selector)
        return [str(each[ELEMENT]) for each in found]

    def _call(self, method: str, path: str, **body: Any) -> Any:
        url = f"{self._base}/session/{self._session}{path}"
        answer = self._http.request(method, url, json=body if method == "POST" else None, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]


def _port_in(log: Path, seconds: float = 20.0) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := STARTED.search(log.read_text(errors="replace")):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(f"chromedriver did not start: {log.read_text(errors='replace')}")


def _end_group(driver: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(driver.pid, signal.SIGTERM)
        driver.wait(timeout=5)
    with suppress(ProcessLookupError):
        os.killpg(driver.pid, signal.SIGKILL)
    driver.wait(timeout=5)
