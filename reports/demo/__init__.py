"""The demonstration programme: fictitious people and firms in real villages, identical for the same
seed and day.

Every firm has 示例 in its name, every document 演示. ID numbers and credit codes are valid in form
but use a county code that is not assigned. The facts of the first half of 2022 add up to the
published figures of the programme.
"""
