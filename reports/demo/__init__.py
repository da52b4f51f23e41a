"""The demonstration programme: made-up people and firms in real villages, the same for the same
seed and day.

Every firm carries 示例 in its name, every document 演示; ID numbers and credit codes are right in
form and belong to a county code that nobody has. The first half of 2022 adds up to the figures that
the programme was described with.
"""
