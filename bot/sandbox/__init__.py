"""The practice Telegram: a Bot API server of its own and a chat page."""
