"""What pages of agreements show, gathered for one reader."""
