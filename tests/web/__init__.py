"""The web app's shell in a real browser: service worker, content security policy, screens in both directions."""
