"""The exact packages of each environment, in lock files, and what installs them. Of the standard library only."""
