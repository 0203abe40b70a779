"""The demonstration: a new person posts a photo and watches it become a meal, on the local cloud, in the terminal."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import httpx
from google.api_core.exceptions import GoogleAPICallError
from PIL import Image, UnidentifiedImageError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.phone import Phone, SignInError

SAMPLE = Path(__file__).parent / "photos" / "sample.jpg"
TIMEOUT_S = 120
PLAIN_WIDTH = 120  # columns where the output is no terminal
UNKNOWN = "–"
DONE = frozenset({"READY", "FAILED", "INACTIVE"})
FIGURE_HEADERS = ("kcal", "Protein g", "Carbs g", "Fat g")

Document = dict[str, Any]


class RunningCloud(Protocol):
    """What the demonstration needs of the local cloud: addresses (see Phone) and which vendors are real."""

    @property
    def urls(self) -> Mapping[str, str]: ...

    @property
    def vendors(self) -> Mapping[str, str]: ...


class DemoError(Exception):
    """The meal did not become READY; the text is a sentence that says why."""


def run(cloud: RunningCloud, photo: Path | None, console: Console | None = None) -> int:
    """Shows the whole way of `photo` (None: the sample). Answers the exit status: 0 only if the meal is READY and on its day."""
    console = console or _console()
    try:
        with Phone(cloud.urls) as phone:
            _introduce(console, cloud, photo or SAMPLE)
            _show(console, phone, photo or SAMPLE)
    except (DemoError, SignInError, TimeoutError, OSError, httpx.HTTPError, GoogleAPICallError) as error:
        console.print(f"\nThe demo failed: {str(error) or type(error).__name__}", style="bold red")
        return 1
    return 0


def _console() -> Console:
    """Plain text without markup: names of dishes come from a model. Wide enough for the tables where there is no terminal."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = max(console.width, PLAIN_WIDTH)
    return console


def _introduce(console: Console, cloud: RunningCloud, photo: Path) -> None:
    console.print(f"Photo    {photo}{_size(photo.read_bytes())}")
    if cloud.vendors.get("gemini") == "real":
        console.print("Gemini   the real model looks at the photo (GEMINI_API_KEY is set)")
    else:
        console.print(
            "Gemini   a stand-in that judges by colours looks at the photo; for the real model put GEMINI_API_KEY=… into .env",
            style="yellow",
        )


def _size(data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return f"  ({image.width} x {image.height} px, {len(data) / 1024:.0f} KiB)"
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError):
        return f"  ({len(data) / 1024:.0f} KiB)"


def _show(console: Console, phone: Phone, photo: Path) -> None:
    """The story itself. Raises DemoError, and what the phone raises."""
    email = f"demo-{uuid4().hex[:8]}@example.com"
    phone.sign_up(email)
    console.print(f"Person   {email} signed up\n")
    start = time.monotonic()
    answer = phone.post_photo(photo)
    if answer.status_code != 202:
        raise DemoError(_problem(answer))
    meal_id = str(answer.json()["meal_id"])
    _step(console, start, "202", f"accepted as meal {meal_id}")
    meal = _follow(console, phone, f"users/{phone.uid}/meals/{meal_id}", start)
    if meal["status"] != "READY":
        advice = "; it can be tried again" if meal.get("retryable") else ""
        raise DemoError(f"the meal is {meal['status']}: {meal.get('error_message')} ({meal.get('error_code')}){advice}")
    console.print()
    console.print(meal_table(meal))
    if url := (meal.get("image") or {}).get("url"):
        console.print(f"Stored photo: {url}", soft_wrap=True)
    day = phone.read(f"users/{phone.uid}/days/{meal['local_date']}")
    if day is None or meal_id not in day.get("entries", {}):
        raise DemoError(f"the meal is READY but the day {meal['local_date']} does not have it")
    console.print()
    console.print(day_table(str(meal["local_date"]), day))


def _follow(console: Console, phone: Phone, path: str, start: float) -> Document:
    """Listens until the meal is done, telling each state once as it comes. Raises TimeoutError."""
    told = None
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        phone.watch(path, timeout_s=TIMEOUT_S) as versions,
    ):
        waiting = progress.add_task("waiting for the meal")
        for meal in versions:
            if meal is None:
                continue
            if (status := str(meal["status"])) != told:
                told = status
                _step(console, start, status, _news(meal))
                progress.update(waiting, description=f"{status} …")
            if status in DONE:
                return meal
    raise DemoError("the listener ended before the meal was done")


def _step(console: Console, start: float, state: str, news: str) -> None:
    console.print(f"{time.monotonic() - start:7.2f} s  {state:<10}  {news}")


def _news(meal: Document) -> str:
    """What the app can show at this state."""
    match meal["status"]:
        case "PROCESSING":
            return "the photo is stored, its analysis is queued"
        case "ANALYZING":
            return "the model looks at it"
        case "ENRICHING" | "READY":
            items = ", ".join(f"{item['name']} {number(item.get('grams'))} g" for item in meal.get("items") or ())
            return f"{_title(meal)}: {items}" if meal["status"] == "ENRICHING" else f"{_title(meal)}, figures final"
    return str(meal.get("error_code") or "")


def _title(meal: Document) -> str:
    return " ".join(filter(None, (meal.get("emoji"), meal.get("dish_name") or "Unnamed dish")))


def meal_table(meal: Document) -> Table:
    """The meal's items with their figures and where those come from, and the totals."""
    nutrition = meal.get("nutrition") or {}
    table = Table(title=_title(meal), title_justify="left", show_footer=True)
    table.add_column("Item", footer="Total")
    table.add_column("Grams", footer=number(nutrition.get("total_weight_g")), justify="right")
    for header, figure in zip(FIGURE_HEADERS, _figures(nutrition), strict=True):
        table.add_column(header, footer=figure, justify="right")
    table.add_column("Source")
    for item in meal.get("items") or ():
        source = (item.get("provenance") or {}).get("source") or UNKNOWN
        table.add_row(str(item["name"]), number(item.get("grams")), *_figures(item), str(source))
    return table


def day_table(local_date: str, day: Document) -> Table:
    """The day as the app's day screen shows it: its meals, their sum, and the target if the person has one."""
    target = day.get("target")
    table = Table(title=f"Day {local_date}", title_justify="left", show_footer=True)
    table.add_column("Meal", footer="Total\nTarget" if target else "Total")
    table.add_column("Type")
    goals = _figures(target) if target else ("",) * len(FIGURE_HEADERS)
    for header, figure, goal in zip(FIGURE_HEADERS, _figures(day.get("totals") or {}), goals, strict=True):
        table.add_column(header, footer=f"{figure}\n{goal}".rstrip(), justify="right")
    for entry in sorted((day.get("entries") or {}).values(), key=lambda entry: entry["logged_at"]):
        name, meal_type = entry.get("name") or "Unnamed dish", entry.get("meal_type") or UNKNOWN
        table.add_row(str(name), str(meal_type), *_figures(entry.get("nutrition") or {}))
    return table


def _figures(nutrition: Document) -> tuple[str, ...]:
    """The cells under FIGURE_HEADERS."""
    return (number(nutrition.get("calories")), *(number(nutrition.get(f"{name}_g"), 1) for name in ("protein", "carbs", "fat")))


def number(value: float | None, digits: int = 0) -> str:
    """A figure for the table; an unknown one is a dash and never 0."""
    return UNKNOWN if value is None else f"{value:,.{digits}f}"


def _problem(answer: httpx.Response) -> str:
    """The API's refusal in a sentence."""
    try:
        problem = answer.json()
        return f"the API answered {answer.status_code}: {problem['detail']} ({problem['error_code']})"
    except (ValueError, KeyError, TypeError):
        return f"the API answered {answer.status_code}: {answer.text[:200]}"
