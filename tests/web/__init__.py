"""The web app's shell in a real browser: its service worker, its content security policy, and its screens in both directions."""
