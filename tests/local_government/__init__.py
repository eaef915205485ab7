"""A local government on 127.0.0.0/8: sites of every CMS family, their reports and look-alikes, and hosts that misbehave."""
