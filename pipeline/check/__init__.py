"""What must hold before anything is published: the models, the rules across tables, what frictionless is asked.

The checks run beside the build, in processes of their own; they import the models and `pipeline.text`, never `raw/`.
"""
