"""The commands of ``nianbao``, one file each. A file imports heavy rooms inside its function, so that help is instant."""
