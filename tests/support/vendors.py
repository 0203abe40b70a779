"""The controls of a vendor's stand-in: what it shall answer, and what it was asked."""

from __future__ import annotations

from typing import Any

import urllib3

from tests.support.waiting import PATIENCE_S


class StandIn:
    """Speaks to the stand-in at `url`. Its script and its record are the whole cloud's: one test uses them at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._has_script = False

    def will(self, *replies: dict[str, Any]) -> None:
        """Appends replies to the script; local/vendors/ says what a reply can be."""
        self._ask("POST", "/script", {"replies": list(replies)})
        self._has_script = True

    def behaves(self) -> None:
        """Forgets the script: from now on it answers normally."""
        if self._has_script:
            self._ask("DELETE", "/script")
            self._has_script = False

    def calls(self, path: str = "", *, images: bool = False) -> list[dict[str, Any]]:
        """The vendor calls on record whose path holds `path`, oldest first; `images` adds the pictures as base64."""
        calls: list[dict[str, Any]] = self._ask("GET", "/calls?images=1" if images else "/calls")["calls"]
        return [call for call in calls if path in call["path"]]

    def assets(self) -> set[str]:
        """The public ids of what the image store holds."""
        return {asset["public_id"] for asset in self.all_assets()}

    def all_assets(self) -> list[dict[str, Any]]:
        """What a store holds, as it tells it."""
        assets: list[dict[str, Any]] = self._ask("GET", "/assets")["assets"]
        return assets

    def knows(self, customer: str, **told: Any) -> None:
        """Has RevenueCat know of a customer's `subscriptions`, `entitlements` and `non_subscriptions`."""
        self._ask("PUT", f"/customers/{customer}", told)

    def reset(self) -> None:
        self.behaves()
        self._ask("DELETE", "/calls")

    def _ask(self, method: str, path: str, document: object = None) -> Any:
        answer = urllib3.request(method, f"{self._url}{path}", json=document, timeout=PATIENCE_S)
        assert answer.status == 200, answer.data
        return answer.json()
