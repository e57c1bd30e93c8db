"""The default models: how they are built, what they hold, and how their accuracy is measured."""
