"""What reviewers decide: kept in a file that only grows, bound to findings by fingerprint, mirrored in every load."""

from expectations.review.book import DecisionBook
from expectations.review.model import KINDS, Decision, Finding
from expectations.review.state import Standing, standing

__all__ = ["KINDS", "Decision", "DecisionBook", "Finding", "Standing", "standing"]
