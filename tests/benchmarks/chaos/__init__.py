"""Random faults over simulated nights against the local government, held against an undisturbed twin."""
