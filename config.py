"""Settings from the environment. Only app.py reads this file."""

import os
import secrets
from pathlib import Path


class ConfigurationError(Exception):
    """A setting that must not start: says what to change."""


def from_environment(env: dict[str, str] | None = None) -> dict[str, object]:
    """The settings of one start; secrets that INSTANCE lacks are made there once, readable by the owner only."""
    env = dict(os.environ if env is None else env)
    instance = Path(env.get("INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    production = env.get("PRODUCTION", "0") == "1"
    demo = (instance / "demo").exists()
    database = env.get("DATABASE_URL") or f"sqlite:///{instance / 'alongside.db'}"
    port = env.get("PORT", "5000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigurationError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    settings: dict[str, object] = {
        "INSTANCE": instance,
        "PRODUCTION": production,
        "DEMO": demo,
        "SECRET_KEY": secret(instance, "secret_key"),
        "HASH_KEY": secret(instance, "hash_key"),
        "PAYEE_KEY": secret(instance, "payee_key"),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # an error's trace in the log names nobody
        "BASE_URL": env.get("BASE_URL", f"http://127.0.0.1:{port}"),
        "MAIL_URL": env.get("MAIL_URL", "folder"),
        "MAIL_FROM": env.get("MAIL_FROM", "Alongside <programme@alongside.invalid>"),
        "SECOND_FACTOR": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_NAME": "__Host-alongside" if production else "alongside",
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PROXIES": int(env.get("PROXIES", "0")),
        "TRUSTED_HOSTS": [h.strip() for h in env.get("TRUSTED_HOSTS", "").split(",") if h.strip()] or None,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "UTC",
    }
    if production:
        refuse_unsafe(settings, env)
    return settings


def refuse_unsafe(settings: dict[str, object], env: dict[str, str]) -> None:
    """A production start with an unsafe setting stops here, in words."""
    if settings["DEMO"]:
        raise ConfigurationError(
            "This INSTANCE holds the demo edition, whose doors open without a letter. Use another INSTANCE."
        )
    if not env.get("BASE_URL", "").startswith("https://"):
        raise ConfigurationError("Set BASE_URL to the https address that people use; links in letters need it.")
    if not settings["TRUSTED_HOSTS"]:
        raise ConfigurationError("Set TRUSTED_HOSTS to the host names that people use, parted by commas.")


def secret(instance: Path, name: str) -> str:
    """The secret of that name in INSTANCE, made on first use."""
    path = instance / name
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()
