"""What only shows when a knowledge folder is seen as a whole, one file a kind of finding."""
