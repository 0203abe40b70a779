"""What a developer has put into `.env` wrongly is said when the local cloud starts, and not by each function when it is called."""

from __future__ import annotations

import pytest

from local.cloud import Cloud
from shared.settings import SettingsError


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AI_DAILY_QUOTA_FREE", "many", r"AI_DAILY_QUOTA_FREE: has to be a whole number\. Correct them in \.env"),
        ("CORS_ORIGINS", "*", "CORS_ORIGINS: each has to match"),
        ("CLOUDINARY_CLOUD_NAME", "", r"cannot start: CLOUDINARY_CLOUD_NAME is not set\. Put it into \.env"),
    ],
)
def test_wrong_settings_are_refused_before_anything_starts(name: str, value: str, says: str) -> None:
    told: list[str] = []
    cloud = Cloud(settings={name: value}, say=told.append)
    with pytest.raises(SettingsError, match=says):
        cloud.__enter__()
    assert not any("ready" in line for line in told)
