"""When and in what order: the Prefect flow ``nightly`` and the command ``nianbao``. No parsing, no SQL text, no rules."""
