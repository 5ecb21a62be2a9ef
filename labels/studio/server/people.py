"""More people at a server: an account is made as by a person who follows the invitation link, so it does not
administer.

Facts about Label Studio 1.23 that shaped it: creating a user through the API ignores the password; `label-studio init`
makes administrators; a refused form answers 200 and shows the page again.
"""

import re

from labels.studio.server.access import Account
from labels.studio.server.connection import Connection, translated
from storage.errors import BadSettings, LabelStudioFailed

_CSRF = re.compile(r'csrfmiddlewaretoken" value="([^"]+)')
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add_annotator(connection: Connection, token: str, email: str) -> Account:
    """Make an account with a random password, and return it with its token.

    Args:
        token: of an administrator, who may invite.

    Raises:
        BadSettings: `email` is no address.
        LabelStudioFailed: the server refuses, or the address has an account there already.
    """
    import httpx

    if not _ADDRESS.fullmatch(email):
        raise BadSettings(
            f"'{email}' arrived. Expected an e-mail address, such as li@example.com; it is only a name to sign in with."
        )
    account = Account.invent()
    url = connection.url
    with translated(url, f"inviting {email}"), httpx.Client(base_url=url, follow_redirects=True, timeout=60) as browser:
        invitation = httpx.get(f"{url}/api/invite", headers={"Authorization": f"Token {token}"}, timeout=60)
        link = invitation.json().get("invite_url", "") if invitation.status_code == 200 else ""
        form = _CSRF.search(browser.get(link).text) if link else None
        if form is None:
            raise LabelStudioFailed(
                f"{url}: no invitation was given ({invitation.status_code}). Expected an administrator's token; use it."
            )
        fields = {"csrfmiddlewaretoken": form[1], "email": email, "password": account.password}
        browser.post(link, data=fields, headers={"Referer": url})
        answer = browser.get("/api/current-user/token")
        made = answer.json().get("token") if answer.status_code == 200 else None
    if not made:
        raise LabelStudioFailed(
            f"{url}: the account {email} was not made. Expected an address that has none there; choose another."
        )
    return Account(account.password, str(made))
