"""The place: from words or numbers to a point, with candidates and an uncertainty."""
