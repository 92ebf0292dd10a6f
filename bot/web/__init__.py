"""What is reached over HTTP: the webhook for Telegram, health and readiness for operators."""
