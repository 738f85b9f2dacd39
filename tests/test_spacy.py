"""The spaCy component in blank pipelines: spans, attributes, processes, bytes, displacy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.tokens import Doc, DocBin

from saveface import Linter, SavefaceError

DRAFTS = {
    "en": ("Hello Dana 😀. This is our policy. Please calm down.", ["policy/shield", "argue/calm-down"]),
    "zh": ("您好😀。这是公司的规定。您冷静一点。", ["policy/shield", "argue/calm-down"]),
    "ru": ("Здравствуйте 😀! Таковы правила компании. Успокойтесь.", ["policy/shield", "argue/calm-down"]),
}


def pipeline(code: str, /, **config: Any) -> Any:
    nlp = spacy.blank(code)
    nlp.add_pipe("saveface", config=config)
    return nlp


def rules(doc: Any) -> list[str]:
    return [span._.saveface_rule for span in doc.spans["saveface"]]


@pytest.mark.parametrize("language", DRAFTS)
def test_findings_are_spans(language: str, linter: Linter) -> None:
    text, expected = DRAFTS[language]
    doc = pipeline(language)(text)
    assert rules(doc) == [span.label_ for span in doc.spans["saveface"]] == expected
    for span, finding in zip(doc.spans["saveface"], linter.check(text), strict=True):
        assert span.start_char <= finding.start and finding.end <= span.end_char
        assert span._.saveface_quote == finding.quote and finding.quote in span.text
        assert (span._.saveface_severity, span._.saveface_title, span._.saveface_why) == (finding.severity, finding.title, finding.why)
        assert [s["text"] for s in span._.saveface_suggestions] == [s.text for s in finding.suggestions]
    assert doc[:1]._.saveface_rule is None


def test_spacy_finds_it_without_an_import() -> None:
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('saveface'); doc = nlp('Calm down.'); print(*(s.label_ for s in doc.spans['saveface']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["argue/calm-down"], done.stderr


@pytest.mark.parametrize("processes", [1, 2])
def test_in_a_stream(processes: int) -> None:
    texts = [text for text, _ in DRAFTS.values()] * 3
    docs = list(pipeline("en").pipe(texts, n_process=processes, batch_size=2))
    assert [rules(doc) for doc in docs] == [expected for _, expected in DRAFTS.values()] * 3
    assert all(span._.saveface_suggestions for doc in docs for span in doc.spans["saveface"])


def test_through_bytes_and_files(tmp_path: Path) -> None:
    nlp = pipeline("ru", ignore=["argue"], ui_language="en")
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    doc = again(DRAFTS["ru"][0])
    assert rules(doc) == ["policy/shield"]
    (back,) = DocBin(store_user_data=True).from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(again.vocab)
    (span,) = back.spans["saveface"]
    assert span._.saveface_title == "The company's own rule as the whole answer"
    assert rules(Doc.from_docs([doc, doc])) == ["policy/shield"] * 2


def test_displacy_shows_the_rules() -> None:
    html = displacy.render(pipeline("en")(DRAFTS["en"][0]), style="span", options={"spans_key": "saveface"}, jupyter=False)
    assert "policy/shield" in html and "argue/calm-down" in html


def test_options() -> None:
    text = "This is our policy. We will answer as soon as possible. 您冷静一点。"
    assert rules(pipeline("en", select=["policy"])(text)) == ["policy/shield"]
    assert rules(pipeline("en", min_severity="error", language="en")(text)) == ["policy/shield"]
    doc = pipeline("en", spans_key="mine")(text)
    assert [span.label_ for span in doc.spans["mine"]][:1] == ["policy/shield"] and "saveface" not in doc.spans
    nlp = pipeline("en")
    assert list(nlp("").spans["saveface"]) == []
    doc = nlp(text)
    before = rules(doc)
    assert rules(nlp(doc)) == before  # a document that has been through it already


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(SavefaceError, match="did you mean 'blame/wrong'"):
        pipeline("en", select=["blame/wrnog"])
    with pytest.raises(SavefaceError, match="unknown language 'de'"):
        pipeline("en", language="de")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["This is our policy.", "您冷静一点", "Успокойтесь", " ", "\n\n", "x", "😀", ",", "\u00a0", "."]), max_size=8)
)
def test_every_finding_is_a_span_and_the_text_stays(pieces: list[str]) -> None:
    text = "".join(pieces)
    doc = NLP(text)
    assert doc.text == text
    found = LINTER.check(text)
    assert len(doc.spans["saveface"]) <= len(found)
    for finding in found:
        assert any(span.start_char <= finding.start and finding.end <= span.end_char for span in doc.spans["saveface"])


NLP = pipeline("en")
LINTER = Linter()
