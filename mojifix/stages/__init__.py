"""The stages, in the order of the data: scan, propose, weigh, choose, splice."""
