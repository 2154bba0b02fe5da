"""What standards ask, and whether rows and results keep to it. It knows no Django."""
