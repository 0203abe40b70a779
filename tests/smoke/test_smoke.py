"""The smoke test itself: it passes against a stack that works, and says what is wrong with one that does not."""

from __future__ import annotations

import pytest

from deploy import smoke
from local.cloud import Cloud
from local.queues import TaskQueue
from tests.support.vendors import StandIn


def test_it_passes_against_a_working_stack(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert smoke.main([cloud.urls["gateway"]]) == 0
    assert "READY" in capsys.readouterr().out


def test_it_names_a_failed_analysis(cloud: Cloud, gemini: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    gemini.will({"block_reason": "SAFETY"})
    assert smoke.main([cloud.urls["gateway"]]) == 1
    assert "CONTENT_BLOCKED" in capsys.readouterr().err


def test_it_names_a_queue_that_stands_still(
    cloud: Cloud, queue: TaskQueue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smoke, "READY_WITHIN_S", 2.0)
    queue.change(paused=True)
    assert smoke.main([cloud.urls["gateway"]]) == 1
    assert "the queue gemini-general does not dispatch" in capsys.readouterr().err


@pytest.mark.parametrize(("path", "sentence"), [("/docs", "instead of 200"), (":1", "does not answer")])
def test_it_names_a_wrong_address(cloud: Cloud, capsys: pytest.CaptureFixture[str], path: str, sentence: str) -> None:
    base = cloud.urls["gateway"]
    assert smoke.main([base + path if path.startswith("/") else f"http://127.0.0.1{path}"]) == 1
    assert sentence in capsys.readouterr().err
