"""The page in a real Chromium: typing, composing, underlines, replacing, keyboard, hostile input, languages, zoom."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from saveface.desk.settings import Settings
from serving import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TOKEN = "a-token-of-enough-letters"  # noqa: S105  # of these tests alone

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page's address."""
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; its sandbox needs a user who is not root."""
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page in English, at a desk's size; whatever it complains of fails the test."""
    yield from opened(browser, address)


def opened(browser: Browser, address: str, *, quiet: bool = True, **context: Any) -> Iterator[Page]:
    """A page of its own context; ``quiet`` demands an empty console."""
    settings = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, "color_scheme": "light"} | context
    with browser.new_context(**settings) as own:
        page = own.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        yield page
        assert not quiet or said == []


def write(page: Page, text: str) -> None:
    """Type a text into the draft."""
    page.locator("#draft").press_sequentially(text)


def paste(page: Page, text: str) -> None:
    """Put a text in at once."""
    page.locator("#draft").fill(text)


def marks(page: Page) -> Locator:
    """The underlines."""
    return page.locator("#mirror mark")


def caret(page: Page) -> list[int]:
    """Where the selection begins and ends."""
    found: list[int] = page.evaluate("() => { const d = document.getElementById('draft'); return [d.selectionStart, d.selectionEnd]; }")
    return found


@pytest.mark.parametrize(
    ("text", "quote", "severity", "language"),
    [
        ("Hi Dana, I'm sorry you feel that way.", "sorry you feel that way", "error", "English"),
        ("Здравствуйте! Таковы правила компании.", "Таковы правила", "error", "Russian"),
        ("您好，这是公司的规定。", "这是公司的规定", "error", "Chinese (simplified)"),
        ("您好，這是公司的規定。", "這是公司的規定", "error", "Chinese (traditional)"),
    ],
)
def test_typing_underlines(page: Page, text: str, quote: str, severity: str, language: str) -> None:
    write(page, text)
    expect(marks(page)).to_have_text([quote])
    expect(marks(page)).to_have_class(f"{severity} active")
    expect(page.locator("#language")).to_have_text(language)
    expect(page.locator("#draft")).to_have_value(text)
    expect(page.locator(".finding .use")).to_have_count(3)
    assert caret(page) == [len(text)] * 2


def test_composing_is_left_in_peace(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#draft").focus()
    page.keyboard.insert_text("您好，")
    expect(page.locator("#language")).to_have_text("Chinese (simplified)")
    keyboard = page.context.new_cdp_session(page)
    asked.clear()
    for shown in ("z", "zhe'shi", "这是", "这是公司", "这是公司的规定"):
        keyboard.send("Input.imeSetComposition", {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)})
        page.wait_for_timeout(90)
        expect(page.locator("#draft")).to_have_value("您好，" + shown)
        assert caret(page) == [3 + len(shown)] * 2
    assert asked == []
    page.evaluate(
        "() => document.dispatchEvent(new KeyboardEvent('keydown', {altKey: true, code: 'Digit1', key: '1', keyCode: 229, isComposing: true}))"
    )
    keyboard.send("Input.insertText", {"text": "这是公司的规定"})
    expect(marks(page)).to_have_text(["这是公司的规定"])
    expect(page.locator("#draft")).to_have_value("您好，这是公司的规定")


def test_underlines_move_at_once_and_the_caret_stays(page: Page) -> None:
    paste(page, "Hello. I'm sorry you feel that way. Bye.")
    expect(marks(page)).to_have_count(1)
    page.route("**/v1/check", lambda route: None)  # from here on no answer comes
    page.evaluate("() => document.getElementById('draft').setSelectionRange(5, 5)")
    page.keyboard.type(" Dana 😀")
    expect(page.locator("#draft")).to_have_value("Hello Dana 😀. I'm sorry you feel that way. Bye.")
    expect(marks(page)).to_have_text(["sorry you feel that way"])
    assert caret(page) == [13, 13]
    page.unroute_all(behavior="ignoreErrors")


def test_the_mirror_lies_letter_on_letter(browser: Browser, address: str) -> None:
    part = "Hi 😀👩‍👩‍👧 Dana,\tI'm sorry you feel that way   about https://example.com/a-very-long-address-that-does-not-break/and/goes/on?and=on&on\n\n您好，这是公司的规定。Жаль, что вы так это восприняли…  \n"
    text = (part * 30)[:5000]
    for page in opened(browser, address, viewport={"width": 1100, "height": 5200}):
        paste(page, text)
        expect(marks(page).first).to_be_visible()
        draft = page.locator("#draft")
        assert page.evaluate("() => [draft.scrollHeight - draft.clientHeight, draft.scrollTop]") == [0, 0]
        rules = "for (const m of mirror.querySelectorAll('mark')) m.style.cssText = 'background: none; box-shadow: none; text-decoration: none; color: inherit'"
        page.evaluate(f"() => {{ draft.style.color = 'transparent'; mirror.style.color = 'black'; {rules} }}")
        mirrored = page.locator(".sheet").screenshot()
        page.evaluate("() => { draft.style.color = 'black'; mirror.style.color = 'transparent'; }")
        assert draft.evaluate("(d) => d.value.length") >= 5000
        assert page.locator(".sheet").screenshot() == mirrored
        assert len(mirrored) > 100_000  # there is something to see


def test_underlines_stand_where_the_words_do(page: Page) -> None:
    before = "😀👩‍👩‍👧𠮷 " * 40 + "您好。" * 600 + "\n\nI'm "
    paste(page, before + "sorry you feel that way.\n" + "Thank you for waiting. " * 120)
    expect(marks(page)).to_have_text(["sorry you feel that way"])
    start = page.evaluate(
        "() => { const r = new Range(); r.setStart(mirror, 0); r.setEndBefore(mirror.querySelector('mark')); return r.toString().length; }"
    )
    assert start == len(before.encode("utf-16-le")) // 2
    page.keyboard.press("Alt+ArrowDown")
    expect(marks(page)).to_be_in_viewport()


def test_an_alternative_by_key_and_back(page: Page) -> None:
    text = "Hi Dana, 😀 I'm sorry you feel that way. Your parcel left today."
    write(page, text)
    expect(marks(page)).to_have_count(1)
    words = page.locator(".finding .use").first.locator("span").first.inner_text()
    page.keyboard.press("Alt+1")
    expect(marks(page)).to_have_count(0)
    value = page.locator("#draft").input_value()
    assert words in value and "feel that way" not in value and value.endswith(" Your parcel left today.") and value.startswith("Hi Dana")
    start, end = caret(page)
    chosen = value.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le")
    assert chosen.startswith("[") and chosen.endswith("]"), "the first blank is ready to be filled in"
    page.keyboard.press("Control+z")
    expect(page.locator("#draft")).to_have_value(text)
    expect(marks(page)).to_have_count(1)


def test_an_alternative_by_click_and_the_undo_button(page: Page) -> None:
    text = "您好，这是公司的规定。"
    paste(page, text)
    page.locator(".use").nth(1).click()
    expect(page.locator("#draft")).not_to_have_value(text)
    expect(page.locator("#draft")).to_be_focused()
    page.locator("#undo").click()
    expect(page.locator("#draft")).to_have_value(text)


def test_with_the_keyboard_alone(page: Page) -> None:
    paste(page, "You should have read the terms. I'm sorry you feel that way. This is our policy.")
    expect(marks(page)).to_have_count(3)
    first = page.locator(".finding.active").get_attribute("data-key")
    before = caret(page)
    page.keyboard.press("Alt+ArrowDown")
    assert page.locator(".finding.active").get_attribute("data-key") != first
    assert caret(page) == before
    expect(page.locator("#live")).to_contain_text("/3. ")
    page.keyboard.press("Alt+ArrowUp")
    assert page.locator(".finding.active").get_attribute("data-key") == first
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.id || document.activeElement.className"))
    assert {"undo", "copy", "head", "use"} <= set(reached)
    page.locator(".head").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".head").first).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".head").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(marks(page)).to_have_count(2)
    expect(page.locator("#draft")).to_be_focused()


def test_a_click_into_an_underline_opens_its_reason(page: Page) -> None:
    paste(page, "I'm sorry you feel that way. This is our policy.")
    expect(marks(page)).to_have_count(2)
    box = marks(page).first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".finding.active .quote")).to_have_text("sorry you feel that way")


def test_hostile_input_is_shown_as_text(page: Page) -> None:
    evil = "<img src=x onerror=hacked=1><script>hacked=1</script> I'm <b>sorry</b> you feel that way &amp; <svg/onload=hacked=1> {{7*7}} javascript:hacked=1"
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    paste(page, evil + "\nI'm sorry you feel that way, <i>Dana</i>.")
    page.locator("#customer").fill(evil)
    expect(marks(page).first).to_be_visible()
    assert page.locator("#mirror").text_content() == page.locator("#draft").input_value() + "\u200b"
    assert page.locator("main img, main script, main svg, main b, main i").count() == 0
    assert page.evaluate("() => window.hacked === undefined")


def test_what_the_server_says_is_shown_as_text(page: Page) -> None:
    evil = "<img src=x onerror=hacked=1>"
    finding = {
        "rule": evil,
        "severity": "error",
        "start": 0,
        "end": 1,
        "quote": evil,
        "title": evil,
        "why": evil,
        "language": "en",
        "interface": "en",
    }
    answer = {"language": "en", "findings": [finding | {"suggestions": [{"text": evil, "start": 0, "end": 1, "blanks": False}]}]}
    page.route("**/v1/check", lambda route: route.fulfill(json=answer))
    write(page, "a")
    expect(page.locator(".why")).to_have_text(evil)
    assert page.locator("main img").count() == 0 and page.evaluate("() => window.hacked === undefined")


@pytest.mark.parametrize(
    ("locale", "lang", "copy", "reason"),
    [
        ("en-GB", "en", "Copy reply", "en"),
        ("zh-CN", "zh-Hans", "复制回复", "zh"),
        ("zh-TW", "zh-Hant", "複製回覆", "zh-hant"),
        ("zh-HK", "zh-Hant", "複製回覆", "zh-hk"),
        ("ru-RU", "ru", "Скопировать ответ", "ru"),
        ("fr-FR", "en", "Copy reply", "en"),
    ],
)
def test_the_browsers_language(browser: Browser, address: str, locale: str, lang: str, copy: str, reason: str) -> None:
    for page in opened(browser, address, locale=locale):
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("#copy")).to_have_text(copy)
        with page.expect_request("**/v1/check") as asked:
            paste(page, "I'm sorry you feel that way.")
        assert (asked.value.post_data_json or {})["ui_language"] == reason
        expect(page.locator(".finding .title")).to_have_attribute(
            "lang", {"zh": "zh-Hans", "zh-hant": "zh-Hant", "zh-hk": "zh-HK"}.get(reason, reason)
        )
        assert "undefined" not in page.locator("body").inner_text()


def test_another_language_can_be_chosen_and_is_kept(page: Page) -> None:
    paste(page, "I'm sorry you feel that way.")
    page.locator("#interface").select_option("ru")
    expect(page.locator(".finding .severity")).to_have_text("Ошибка")
    expect(page.locator(".finding .title")).to_have_attribute("lang", "ru")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_customer_and_case_go_with_the_draft(page: Page) -> None:
    page.locator("#customer").fill("Where is my money?")
    page.locator("#case").select_option("no unreasonable")
    with page.expect_request("**/v1/check") as asked:
        write(page, "a")
    body = asked.value.post_data_json or {}
    assert body["answering"] == "Where is my money?" and body["case"] == {"liable": "no", "motive": "unreasonable"}


def test_nothing_comes_from_elsewhere(browser: Browser, address: str) -> None:
    asked: list[str] = []
    for page in opened(browser, "about:blank"):
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        paste(page, "I'm sorry you feel that way.")
        expect(marks(page)).to_have_count(1)
        assert asked and all(url.startswith(address) for url in asked)
        assert page.context.cookies() == []
        kept = page.evaluate("() => JSON.stringify([localStorage, sessionStorage])")
        assert "sorry" not in kept


@pytest.mark.parametrize("size", [(640, 400), (320, 640)])
def test_zoomed_it_reflows_and_loses_nothing(browser: Browser, address: str, size: tuple[int, int]) -> None:
    for page in opened(browser, address, viewport={"width": size[0], "height": size[1]}, locale="ru-RU"):
        paste(page, "Таковы правила компании. " + "Спасибо, что написали нам. " * 40)
        expect(marks(page)).to_have_count(1)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        for name in ("#case", "#draft", "#copy", "#undo", ".use"):
            page.locator(name).first.scroll_into_view_if_needed()
            expect(page.locator(name).first).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(browser: Browser, address: str, scheme: str) -> None:
    for page in opened(browser, address, color_scheme=scheme):
        paste(page, "I'm sorry you feel that way. We apologise for any inconvenience. This is how our system works.")
        expect(marks(page).first).to_be_visible()
        for name in ("#draft", ".why", ".severity", ".quote", ".use", ".rule", "#copy", ".counts span", "#interface", ".keys dd"):
            assert page.locator(name).first.evaluate(CONTRAST) >= 4.5, name
        page.locator("#theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "light" if scheme == "dark" else "dark")


CONTRAST = """
(element) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
  const light = (data) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const part = data[i] / 255;
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  let ground = element;
  while (rgb(getComputedStyle(ground).backgroundColor)[3] < 255) ground = ground.parentElement;
  const [a, b] = [light(rgb(getComputedStyle(element).color)), light(rgb(getComputedStyle(ground).backgroundColor))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
"""
"""The contrast of an element's text with what lies behind it, as WCAG counts it."""


def test_a_screen_reader_is_told(page: Page) -> None:
    expect(page.locator("#live")).to_have_attribute("aria-live", "polite")
    paste(page, "I'm sorry you feel that way. This is our policy.")
    expect(page.locator("#live")).to_have_text("2 findings")
    for name in ("Customer’s message", "Your reply"):
        assert page.get_by_role("textbox", name=name).count() == 1
    assert page.get_by_role("combobox", name="Case:").count() == 1
    assert page.get_by_role("listitem").count() == 2
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('button, select, textarea, input')].filter((e) => !(e.textContent.trim() || e.labels?.length || e.ariaLabel)).length"
    )
    assert unnamed == 0
    paste(page, "Thank you.")
    expect(page.locator("#live")).to_have_text("Nothing found.")


def test_copying_says_what_is_left_to_fill_in(browser: Browser, address: str) -> None:
    for page in opened(browser, address, permissions=["clipboard-read", "clipboard-write"]):
        paste(page, "Your parcel comes on [date] by [time].")
        page.locator("#copy").click()
        expect(page.locator("#done")).to_have_text("Copied. 2 blanks are still to be filled in.")
        assert page.evaluate("() => navigator.clipboard.readText()") == "Your parcel comes on [date] by [time]."


def test_a_token_is_asked_for_and_kept_for_the_session(browser: Browser) -> None:
    with serving(Settings(port=0, token=TOKEN)) as address:
        for page in opened(browser, address, quiet=False):
            paste(page, "I'm sorry you feel that way.")
            expect(page.locator("#ask")).to_be_visible()
            page.locator("#token").fill(TOKEN)
            page.keyboard.press("Enter")
            expect(marks(page)).to_have_count(1)
        for page in opened(browser, f"{address}/#token={TOKEN}"):
            assert page.url == f"{address}/"
            paste(page, "I'm sorry you feel that way.")
            expect(marks(page)).to_have_count(1)


def test_a_server_that_goes_and_comes_back(browser: Browser, address: str) -> None:
    for page in opened(browser, address, quiet=False):
        page.route("**/v1/check", lambda route: route.abort())
        paste(page, "I'm sorry you feel that way.")
        expect(page.locator("#notice")).to_contain_text("does not answer")
        expect(page.locator("#draft")).to_have_value("I'm sorry you feel that way.")
        page.unroute("**/v1/check")
        expect(marks(page)).to_have_count(1, timeout=8000)
        expect(page.locator("#notice")).to_be_hidden()


def test_a_text_that_is_too_long_is_said(browser: Browser, address: str) -> None:
    for page in opened(browser, address, quiet=False):
        paste(page, "Thank you. " * 2000)
        expect(page.locator("#notice")).to_contain_text("longer than saveface checks")
        paste(page, "Thank you.")
        expect(page.locator("#notice")).to_be_hidden()
