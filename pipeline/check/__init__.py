"""What must hold before anything is published: the models, the rules across tables, what frictionless is asked.

The checks run while the build goes on, in processes of their own. They import the models and `pipeline.text`, and never
read `raw/`.
"""
