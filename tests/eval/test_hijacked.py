"""The three real hijacked pages: the body is the article to the character, whatever form they come in."""

import pytest

from filters import clean_html
from filters.types import Contact, Outcome
from tests.data import data_folder
from tests.eval.hijacked import FORMS, SAMPLES, expected_body, render


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_body_equals_the_article(sample: str, form: str) -> None:
    data = data_folder()
    text = (data / "seeds" / f"{sample}.txt").read_text(encoding="utf-8")
    result = clean_html(render(text, form))
    assert result.article is not None
    body, expected = result.article.body, expected_body(data)
    if form == "one line":
        body, expected = "".join(body.split()), "".join(expected.split())
    assert body == expected
    assert result.outcome is Outcome.CLEANED
    assert result.contacts == (Contact("phone", "4001865909"),)
