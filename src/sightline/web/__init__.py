"""The web application: identity, what people write, and pages over the pipeline's verbs. The only room that knows Django."""
