"""The rules of subscribers, sign-ups and letters. Pure: frozen values in, frozen values out; no store, no cloud."""
