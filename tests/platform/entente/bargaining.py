"""What parties and reviewers do with an agreement, each in their own browser."""

from playwright.sync_api import Locator, Page, expect
from tests.platform.entente.visitor import prove_again


def draft(page: Page, title: str, *, template: str, partner: str, dataset: str, project: str) -> None:
    """From a template to proposed terms; the page is the agreement's afterwards."""
    page.goto("/agreements/")
    page.get_by_role("link", name="Draft an agreement").click()
    page.get_by_label(template).check()
    page.get_by_label(partner).check()
    page.get_by_role("button", name="Choose the terms").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Dataset or model").select_option(label=dataset)
    expect(page.locator("#deed")).to_contain_text(f"With the dataset “{dataset}”, {partner} may")
    within(page, "Only within the project").select_option(label=project)
    expect(page.locator("#deed")).to_contain_text(project)
    page.get_by_role("button", name="Propose to the parties").click()
    expect(page.get_by_text("These terms are proposed.")).to_be_visible()


def within(page: Page, label: str) -> Locator:
    """A field of the composer, with the part opened in which it lies."""
    field = page.get_by_label(label)
    part = page.locator("details.term", has=field)
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return field


def answer(page: Page, address: str, *, version: int, **changes: str) -> None:
    """A version with other terms; `changes` are what to write, by the field's label with underscores."""
    page.goto(address)
    page.get_by_role("link", name="Answer with other terms").click()
    for label, words in changes.items():
        within(page, label.replace("_", " ")).fill(words)
    page.get_by_role("button", name="Propose this version").click()
    expect(page.get_by_text("These terms are proposed.")).to_be_visible()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"ersion {version}")


def comment(page: Page, address: str, words: str, *, clause: int) -> None:
    """Something on one clause, which the others read."""
    page.goto(address)
    page.get_by_label("About").select_option(str(clause))
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text(words)).to_be_visible()


def do(page: Page, address: str, deed: str, *, reason: str = "") -> None:
    """One of the deeds beside an agreement, asked once more, with its reason."""
    page.goto(address)
    asked = page.locator("details.confirm").filter(has=page.locator("summary", has_text=deed))
    asked.locator("summary").click()
    if reason:
        asked.get_by_label("Reason").fill(reason)
    asked.get_by_role("button", name=deed).click()


def decide(desk: Page, title: str, verdict: str, *, reason: str) -> None:
    """A reviewer's verdict, from the queue, with the whole checklist answered."""
    desk.goto("/admin/agreements/agreement/")
    desk.get_by_role("main").get_by_role("link", name=title).first.click()
    take = desk.get_by_role("button", name="Take this review")
    decision = desk.get_by_role("button", name="Give this verdict")
    expect(take.or_(decision)).to_be_visible()
    if take.is_visible():
        take.click()
    expect(decision).to_be_visible()
    for choice in desk.get_by_label("Holds", exact=True).all():
        choice.check()
    desk.get_by_role("group", name="Verdict").get_by_text(verdict, exact=True).click()
    desk.get_by_label("Reason").fill(reason)
    decision.click()
    expect(desk.get_by_text("Your verdict is written; the parties read your reason.")).to_be_visible()


def sign(page: Page, address: str, organization: str) -> None:
    """Read both texts, having proved once more who one is, and sign."""
    page.goto(address)
    page.get_by_role("link", name="Read and sign").click()
    prove_again(page)
    page.get_by_label("I have read the text above").check()
    page.get_by_role("button", name=f"Sign for {organization}").click()
    expect(page.get_by_text(f"You signed for {organization}.")).to_be_visible()
