"""Learns the topic model. Needs scikit-learn (the extra `build`); only `knowledge build` comes here."""
