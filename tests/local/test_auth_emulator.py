"""The Auth emulator as the local cloud starts it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import urllib3

from local import ports
from local.accounts import API, OWNER
from local.emulators import auth_command
from local.environment import PROJECT
from local.phone import Phone
from tests.support.tokens import claims_of
from tests.support.waiting import PATIENCE_S, eventually

# A clock that is a second further at each look.
HURRIED = """
const Real = Date;
let looks = 0;
global.Date = class extends Real {
  constructor(...given) {
    super(...(given.length ? given : [Real.now() + 1000 * looks++]));
  }
};
"""


def test_the_token_of_a_sign_up_is_valid_whenever_it_happens(tmp_path: Path) -> None:
    (port,) = ports.free(("auth",)).values()
    (hurried := tmp_path / "hurried.js").write_text(HURRIED)
    node, *command = auth_command(port, PROJECT)
    urls = {"gateway": "http://127.0.0.1:9", "auth": f"127.0.0.1:{port}", "firestore": "127.0.0.1:9", "project": PROJECT}
    process = subprocess.Popen([node, "-r", str(hurried), *command])
    try:
        eventually(lambda: _listens(port), "the emulator to listen")
        with Phone(urls).sign_up("a@example.com") as phone:
            signed_in_at = claims_of(phone)["auth_time"]
            url = f"http://127.0.0.1:{port}/{API}/projects/{PROJECT}/accounts:lookup"
            answer = urllib3.request("POST", url, json={"localId": [phone.uid]}, headers=OWNER, timeout=PATIENCE_S)
    finally:
        process.terminate()
        process.wait()
    assert int(answer.json()["users"][0]["validSince"]) <= signed_in_at


def _listens(port: int) -> bool:
    try:
        return urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=False, timeout=PATIENCE_S).status == 200
    except urllib3.exceptions.HTTPError:
        return False
