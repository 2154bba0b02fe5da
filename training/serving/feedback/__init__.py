"""What people find of answers: kept, counted, reviewed, and made into data that a model trains on again."""
