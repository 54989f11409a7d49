"""What a stranger can check who holds only what was published; nothing is trusted, and nothing is built.

It asks every rule of `pipeline.check` again, and compares with what `pipeline.publish` would write.
"""
