"""The application's own settings for tests: a database of its own, a quick hash for passwords, no TLS, no real post."""

import atexit
import os
import shutil
import tempfile

# The settings make what they keep in a store. Each test that reads figures sets a store of its own.
EMPTY_STORE = tempfile.mkdtemp(prefix="sightline-tests-")
atexit.register(shutil.rmtree, EMPTY_STORE, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("SIGHTLINE_") and name != "SIGHTLINE_REFERENCE"]:
    del os.environ[name]
os.environ["SIGHTLINE_STORE"] = EMPTY_STORE
os.environ["SIGHTLINE_HTTPS"] = "false"

from sightline.web.config.settings import *  # noqa: E402, F403

# Read by now. Commands that other tests run must not take them for their own.
del os.environ["SIGHTLINE_STORE"], os.environ["SIGHTLINE_HTTPS"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
