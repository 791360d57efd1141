"""The newsletter: subscribers, letters, their delivery, the ledger, sign-up mail, and the mail service's events.

Other packages use these modules:

- `consumers`: handles the messages of the letters queue; `feedback`: the events of SES;
- `jobs`: the messages of the letters queue;
- `campaign`: open and continue a letter; `letter_holds`: pause, stop, cancel and resume it;
- `digests`, `waiting_signups`: what the timers start;
- of `rules`: `subscriber`, `preferences`, `subscription`, `tokens`, `address_hashes`, `mailbox`, `rate_limits` and
  `mailbox_budget`, the rules of subscribers and sign-ups, which `web` uses; `letter`, `ledger` and `send_rate`, the values that
  `store` writes (`store.newsletter.letters` and `store.newsletter.ledger` write a letter and its ledger).

The package imports `content`, `rendering`, `store` and `publishing.outbox`; of it, `publishing` imports only `letter`. Its pure
modules (pyproject.toml lists them) import neither `store` nor `cloud`. This file imports nothing, so a sign-up loads no Markdown,
lxml or templates.
"""
