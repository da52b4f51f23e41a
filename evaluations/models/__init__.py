"""Evaluations: rubrics and rounds, sheets and grades."""

from evaluations.models.evaluation import Evaluation, Score
from evaluations.models.rubric import Criterion, Round, Rubric

__all__ = ["Criterion", "Evaluation", "Round", "Rubric", "Score"]
