"""Meals in words: understood by the tables at once, and by a model where the tables know nothing."""

from __future__ import annotations

from shared import clock
from shared.ai import starting, store
from shared.foods import lookup, own
from shared.foods.foreign import asked_in
from shared.foods.grounding import states_agree
from shared.foods.language import amounts, sentences
from shared.foods.language.sentences import Spoken
from shared.foods.tables.table import missing, table
from shared.idempotency import Receipt
from shared.limits.problems import AiQuotaExceeded, TooManyInFlight
from shared.nutrition.models import Evidence
from shared.prompts.sanitize import clean_user_text
from shared.settings import settings
from shared.texts import refining, rules
from shared.texts.models import MAX_TEXT, TEXT_PARSES, ItemStatus, TextItem, TextParse
from shared.texts.requests import TextRequest
from shared.texts.rules import Shares, TextParseNotFound
from shared.texts.views import TextParseView, parse_view, text_view
from shared.users.models import DEFAULT_LANGUAGE, Person, supported_language

# How sure a meaning has to be that nobody looks at; and how much of it one text may cost.
_SURE = 0.6
_MOST_BY_MEANING = 5
_MEANING_DEADLINE_S = 1.5


def parse(person: Person, request: TextRequest, receipt: Receipt) -> TextParseView:
    """The foods of a text, or the list that it is about as it is after it.

    What no table knows goes to a model, if the person's budget allows: then a document of it is written, and the answer says where.
    Nothing is logged as a meal. Raises AiQuotaExceeded and TooManyInFlight where only a model could have helped.
    """
    language = supported_language(request.language) or supported_language(person.account.language_code) or DEFAULT_LANGUAGE
    if request.current_items:
        found = own.with_own(
            person.uid,
            asked_in(language, table()),
            lambda finder: refining.refined(request.current_items, request.text, finder, error_shares()),
            food_ids=[item.food_id for item in request.current_items],
        )
        if found is None:
            return _ask(person, request.text, language, list(request.current_items), receipt, wish=True)
    else:
        found = [rules.of_spoken(spoken, error_shares()) for spoken in _spoken(person.uid, request.text, language)]
    if any(_can_be_asked(item) for item in found):
        return _ask(person, request.text, language, found, receipt)
    return _answer(text_view(found), receipt)


def get(uid: str, parse_id: str) -> TextParseView:
    """Raises TextParseNotFound, also a day after."""
    found = store.get(TEXT_PARSES, uid, parse_id)
    if found is None:
        raise TextParseNotFound("You have no text with this id; texts are kept for a day.")
    return parse_view(found)


def _spoken(uid: str, text: str, language: str) -> list[Spoken]:
    """The foods of a text, the person's own first; those of another language that no table knows are looked for by meaning."""
    found = own.with_own(uid, asked_in(language, table()), lambda finder: sentences.read(text, finder, language))
    unknown = [spoken for spoken in found if spoken.match is None] if language != "en" else []
    for spoken in unknown[:_MOST_BY_MEANING]:
        answer = lookup.search(spoken.said.name, 1, language=language, deadline_s=_MEANING_DEADLINE_S)
        if answer.matches and answer.matches[0].score >= _SURE and states_agree(spoken.said.state, answer.matches[0].food.state):
            found[found.index(spoken)] = sentences.meaning(spoken.said, answer.matches[0])
        if set(answer.degraded) - set(missing()):
            break  # the others would only wait as long
    return found


def error_shares() -> Shares:
    """± of an item's energy, by what its amount rests on."""
    current = settings()
    return {
        Evidence.TYPED: current.KCAL_ERROR_TYPED,
        Evidence.WEIGHED: current.KCAL_ERROR_MEASURED,
        Evidence.PHOTO: current.KCAL_ERROR_PHOTO,
    }


def _ask(person: Person, text: str, language: str, items: list[TextItem], receipt: Receipt, *, wish: bool = False) -> TextParseView:
    """Writes the document that the model's work begins with. Where the budget is spent, what the tables know is the answer."""
    words = clean_user_text(text, MAX_TEXT)
    if words is None:  # not for a model: refused whole
        return _answer(text_view(items), receipt)
    waiting = [item if wish or not _can_be_asked(item) else rules.pending(item) for item in items]
    job = TextParse(
        job_id=receipt.resource_id(),
        uid=person.uid,
        text=words,
        language=language,
        items=tuple(waiting),
        wish=wish,
        **starting.times(clock.now()),
    )
    try:
        return starting.begin(TEXT_PARSES, person, job, receipt, parse_view)
    except (AiQuotaExceeded, TooManyInFlight) as refusal:
        if wish or all(item.status is ItemStatus.UNMATCHED for item in items):
            raise
        return _answer(text_view(items, error_code=refusal.error_code, error_message=refusal.detail), receipt)


def _answer(view: TextParseView, receipt: Receipt) -> TextParseView:
    return receipt.commit(lambda _: view) if receipt.path else view


def _can_be_asked(item: TextItem) -> bool:
    """Whether a model may look at it: words that are no order to it, and more than an amount."""
    words = clean_user_text(item.text, MAX_TEXT) if item.status is ItemStatus.UNMATCHED else None
    return words is not None and bool(amounts.read(words).name)
