"""Who may: the rules of invitations, links, sessions, passkeys and of IndieAuth. Pure: values in, values or a refusal out."""
