"""Stand-ins for the outside vendors: each speaks its vendor's wire protocol, so that the vendor's own SDK runs against it.

The gateway mounts `app(vendor)` under /_local/vendors/{vendor}. They are used where `.env` has no key of the real vendor, and by
the tests, which script failures through `POST …/script` and read what was sent through `GET …/calls`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module

from flask import Flask

VENDORS = ("gemini", "cloudinary", "revenuecat", "pinecone", "fdc", "openfoodfacts", "storage")


def app(vendor: str, environment: Mapping[str, str] = os.environ) -> Flask:
    """The WSGI application that stands in for `vendor`, configured from `environment`.

    `environment` may hold LOCAL_GEMINI_LATENCY_S (seconds, 0.3) for gemini and has to hold CLOUDINARY_CLOUD_NAME,
    CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET for cloudinary, REVENUECAT_API_KEY for revenuecat: what the functions sign or prove
    themselves with; and LOCAL_STORAGE_FOLDER for storage, which is Google's and has no emulator. Raises ValueError for a vendor
    without a stand-in and for a missing or wrong setting.
    """
    if vendor not in VENDORS:
        raise ValueError(f"there is no stand-in for {vendor!r}; there are {', '.join(VENDORS)}")
    application: Flask = import_module(f"{__name__}.{vendor}").app(environment)
    return application
