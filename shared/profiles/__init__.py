"""The person's body, habits and goal, and the targets that follow from them."""
