"""Figures and the children behind them."""
