"""The pages of people who write: signing in, their account, and what an app asks of them."""

from chalicelib.rendering.view_models.shown import ViewModel


class ShownScope(ViewModel):
    """What an app may be allowed to do: the value that is sent, and the text."""

    value: str
    text: str
    ticked: bool = False


class ShownCredential(ViewModel):
    """A passkey, a session or a token: its id, what it is recognized by, and its time, for programs and as text.

    `scopes` is what a token may do, and `here` says that a session is that of this browser.
    """

    id: str
    name: str
    time: str
    time_text: str
    scopes: str = ""
    here: bool = False


class ShownDesk(ViewModel):
    """A page of people who write.

    `person` is the name of whom it is about. `csrf` and `challenge` are sent along, `after` is the request of an app to come back
    to, and `on` the address to go on to. `options` is what a browser is asked for a passkey, as JSON.
    `app` is what an app is recognized by, and `sends_to` the origin that its form leads on to. `why`, `instead` and `details`
    explain a refusal, and `signs_in` says whether signing in would help.
    """

    person: str = ""
    csrf: str = ""
    challenge: str = ""
    options: str = ""
    after: str = ""
    on: str = ""
    app: str = ""
    sends_to: str = ""
    scopes: tuple[ShownScope, ...] = ()
    passkeys: tuple[ShownCredential, ...] = ()
    sessions: tuple[ShownCredential, ...] = ()
    tokens: tuple[ShownCredential, ...] = ()
    why: str = ""
    instead: str = ""
    details: str = ""
    signs_in: bool = False
