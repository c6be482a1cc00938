"""How tests of routes speak to them: a client over one catalogue, and arrays as they travel in JSON."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient

from explorer.catalogue import Catalogue
from explorer.pages import routes

T = TypeVar("T")


def served(catalogue: Catalogue) -> TestClient:
    app = FastAPI()
    app.include_router(routes(catalogue))
    return TestClient(app)


def array(text: str, kind: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind).reshape(shape)


def encode(values: np.ndarray, kind: str = "u1") -> str:
    return base64.b64encode(np.ascontiguousarray(values, kind).tobytes()).decode()


def awaited(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, in a loop of its own: that of Playwright may run in this thread, where a browser is open."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()
