"""How the application is put together: settings, addresses, the way in for a server."""
