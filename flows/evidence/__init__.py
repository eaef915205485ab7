"""A figure and the printed page it came from: the framed cell as a picture, for the terminal and for the review site."""
