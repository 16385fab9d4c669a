"""What goes on within the networks, as arrays: pages and programs draw them."""
