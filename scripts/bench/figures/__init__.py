"""What every bench shares: tables of figures, turns, facts of the machine, and the document that is made of them."""
