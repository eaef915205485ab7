"""The review site as a small local web application that records decisions."""
