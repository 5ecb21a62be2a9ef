"""Connect a Label Studio project to a running server, in the order that gives the webhook its secret."""

from typing import Any

from labels.studio.server.connection import ONCE, speak_directly
from storage.errors import BadSettings

ACTIONS = ("ANNOTATION_CREATED", "ANNOTATION_UPDATED")
USER = "label-studio"
"""The name that goes with the password; any would do, but Label Studio sends no password without one."""


def check_answers(url: str, secret: str) -> None:
    """Ask the server at `url` for its health, before Label Studio is told of it.

    Raises:
        BadSettings: nothing answers there, or it does not know the secret.
    """
    import httpx

    speak_directly()
    try:
        status = httpx.get(f"{url.rstrip('/')}/health", auth=(USER, secret), timeout=10).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadSettings(
            f"--backend {url}: no answer ({type(error).__name__}). Expected a running scripts/serve.py; start it, or "
            "correct the address."
        ) from None
    if status != 200:
        raise BadSettings(
            f"--backend {url}: answered {status}. Expected scripts/serve.py with this secret; give its --secret-file."
        )


def connect_project(studio: Any, project: int, url: str, secret: str, title: str = "政标 Zhengbiao") -> str:
    """Make a project ask the server at `url`; return the model it answers with.

    Connecting a model makes Label Studio add a webhook for the same address, which carries no secret, unless one is
    there: so the webhook comes first, and one that is there without the secret is given it. Calling this again changes
    nothing else.

    Args:
        studio: a `label_studio_sdk.LabelStudio`.

    Raises:
        label_studio_sdk.core.api_error.ApiError: with 400 where the server is not reached, the secret is wrong, or the
        page asks
            for other categories than the model's.
    """
    url = url.rstrip("/")
    wanted = {
        "url": f"{url}/webhook",
        "headers": {"Authorization": f"Bearer {secret}"},
        "actions": list(ACTIONS),
        "send_for_all_actions": False,
        "send_payload": True,
    }
    hooks = [hook for hook in studio.webhooks.list(project=project) if hook.url == wanted["url"]]
    for hook in hooks:
        studio.webhooks.update(id=hook.id, **wanted)
    if not hooks:
        studio.webhooks.create(project=project, **wanted, request_options=ONCE)
    given = {"auth_method": "BASIC_AUTH", "basic_auth_user": USER, "basic_auth_pass": secret, "is_interactive": True}
    known = [one for one in studio.ml.list(project=project) if one.url.rstrip("/") == url]
    if known:
        made = studio.ml.update(id=known[0].id, project=project, url=url, title=title, **given)
    else:
        made = studio.ml.create(project=project, url=url, title=title, **given, request_options=ONCE)
    return str(made.model_version)
