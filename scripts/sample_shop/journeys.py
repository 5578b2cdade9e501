"""What people do in one visit: browse, read, buy, log in, log out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sample_shop import shop
from sample_shop.visits import Browsing, chance, server_act

if TYPE_CHECKING:
    from datetime import datetime

    from sample_shop.shop import Product
    from sample_shop.visits import Tapping

PATIENCE = (4, 160)
GLANCE = (0.6, 3)


@dataclass
class Account:
    """A user of the shop: the id, the traits as they stand, when orders were made, what is in the basket."""

    user_id: str
    traits: dict[str, Any]
    signed_up: bool = False
    orders: dict[str, datetime] = field(default_factory=dict)
    basket: list[Product] = field(default_factory=list)

    def next_order(self, at: datetime) -> str:
        """Give the user's next order its number."""
        order_id = f"{self.user_id}-{len(self.orders) + 1}"
        self.orders[order_id] = at
        return order_id


def browse(act: Browsing, pages: int, basket: list[Product]) -> None:
    """Look at so many pages, mostly of products, and put some into the basket."""
    _landing(act)
    for number in range(pages - 1):
        act.wait(*PATIENCE)
        if number == pages // 2 and chance(act.rng, 0.15):
            act.wait(300, 1200)  # a telephone call, a cup of tea: one pause, below half an hour
        _one_page(act, basket)


def _landing(act: Browsing) -> None:
    """Land: on a shelf if sent by a campaign with a name, else on the front page, an article or a product."""
    if "name" in act.entry.campaign or chance(act.rng, 0.2):
        _shelf(act, act.rng.choice(list(shop.CATEGORIES)))
    elif chance(act.rng, 0.6):
        act.page("/", "Tea, slowly", name="Home")
    else:
        _one_page(act, [])


def _one_page(act: Browsing, basket: list[Product]) -> None:
    """Go to a product, a shelf, an article, or a search."""
    what = act.rng.choices(("product", "shelf", "article", "search"), (6, 3, 1, 1))[0]
    if what == "product":
        _product(act, basket)
    elif what == "shelf":
        _shelf(act, act.rng.choice(list(shop.CATEGORIES)))
    elif what == "article":
        slug = act.rng.choice(list(shop.JOURNAL))
        act.page(f"/journal/{slug}", shop.JOURNAL[slug], name="Article", category="Journal")
    else:
        act.page("/search", "Search", name="Search", category="Shop")
        act.wait(*GLANCE)
        act.track("Products Searched", query=act.rng.choice(shop.SEARCHES))


def _shelf(act: Browsing, category: str) -> None:
    act.page(f"/collections/{category}", shop.CATEGORIES[category], name="Collection", category="Shop")


def _product(act: Browsing, basket: list[Product]) -> None:
    """Look at a product, and perhaps take it."""
    product = act.rng.choice(shop.PRODUCTS)
    act.page(f"/products/{product.slug}", product.name, name="Product", category="Shop")
    act.wait(*GLANCE)
    act.track("Product Viewed", **line(product))
    if chance(act.rng, 0.22):
        act.wait(*PATIENCE)
        act.track("Product Added", **line(product), quantity=1)
        basket.append(product)


def line(product: Product) -> dict[str, Any]:
    """Describe a product in the properties of the e-commerce spec."""
    return {
        "product_id": product.slug,
        "name": product.name,
        "category": product.category,
        "price": product.price,
    }


def log_in(act: Browsing, account: Account) -> None:
    """Log in, the first time sign up, in the middle of a visit: one moment, two calls."""
    act.page("/account/login", "Log in", name="Login", category="Account")
    act.wait(5, 40)
    act.user_id = account.user_id
    act.identify(**account.traits)
    act.track("Logged In" if account.signed_up else "Signed Up", method="password")
    account.signed_up = True


def log_out(act: Browsing) -> None:
    """Log out; the call itself still carries the user."""
    act.wait(*PATIENCE)
    act.track("Logged Out")
    act.user_id = None


def change_account(act: Browsing, account: Account, **traits: object) -> None:
    """Change the e-mail address, the plan or the company; the browser client sends all it knows again."""
    act.wait(*PATIENCE)
    act.page("/account", "Your account", name="Account", category="Account")
    act.wait(10, 60)
    account.traits |= traits
    act.identify(**account.traits)
    act.track("Plan Changed" if "plan" in traits else "Profile Updated")


def join_newsletter(act: Browsing, email: str) -> None:
    """Leave an e-mail address without logging in."""
    act.wait(*PATIENCE)
    act.page("/newsletter", "Letters from the tea room", name="Newsletter", category="Journal")
    act.wait(5, 30)
    act.identify(email=email)
    act.track("Newsletter Subscribed")


def check_out(act: Browsing, account: Account) -> None:
    """Buy what is in the basket, and pay at another site. The shop's server reports the payment seconds later."""
    act.wait(*PATIENCE)
    act.page("/cart", "Cart", name="Cart", category="Checkout")
    act.wait(*PATIENCE)
    act.page("/checkout", "Checkout", name="Checkout", category="Checkout")
    act.wait(*GLANCE)
    act.track("Checkout Started", value=_value(account))
    if chance(act.rng, 0.3):
        return
    act.wait(*PATIENCE)
    thank_you(act)
    act.wait(*GLANCE)
    order(act, account)


def thank_you(act: Browsing) -> None:
    """Be sent back by the payment page, which is where nobody comes from."""
    act.page("/thank-you", "Thank you", name="Thank you", category="Checkout", referrer=shop.PAYMENT_PAGE)


def tap(act: Tapping, screens: int, account: Account | None = None) -> None:
    """Use the app for so many screens, and perhaps buy."""
    basket = account.basket if account else []
    act.track("Application Opened", from_background=False)
    act.screen("Home")  # in the same millisecond
    for _ in range(screens - 1):
        act.wait(*PATIENCE)
        product = act.rng.choice(shop.PRODUCTS)
        act.screen("Product", product_id=product.slug)
        act.wait(*GLANCE)
        act.track("Product Viewed", **line(product))
        if chance(act.rng, 0.15):
            act.wait(*GLANCE)
            act.track("Product Added", **line(product), quantity=1)
            basket.append(product)
    if account and act.user_id and basket and act.offline_until is None and chance(act.rng, 0.5):
        act.wait(*PATIENCE)
        act.screen("Checkout")
        act.wait(*PATIENCE)
        act.screen("Order confirmation")
        act.wait(*GLANCE)
        order(act, account)
    act.wait(*PATIENCE)
    act.track("Application Backgrounded")


def log_in_app(act: Tapping, account: Account) -> None:
    """Log in on the phone; the app sends only the traits it was given."""
    act.screen("Log in")
    act.wait(5, 40)
    act.user_id = account.user_id
    act.identify(email=account.traits["email"])
    act.track("Logged In" if account.signed_up else "Signed Up", method="password")
    account.signed_up = True
    act.wait(*GLANCE)


def _value(account: Account) -> float:
    return round(sum(product.price for product in account.basket), 2)


def order(act: Browsing | Tapping, account: Account) -> None:
    """Place the order, by the client; report the payment, by the server, within the same visit."""
    order_id, total = account.next_order(act.now), _value(account)
    lines = [line(product) | {"quantity": 1} for product in account.basket]
    act.track("Order Completed", order_id=order_id, total=total, revenue=total, currency="EUR", products=lines)
    account.basket.clear()
    server = server_act(act.visit, act.now, act.rng, account.user_id)
    server.wait(2, 6)
    server.track("Payment Captured", order_id=order_id, amount=total)
