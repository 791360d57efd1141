"""The outside world: the ports, and the keepers that stand behind them. Of chalicelib, only this imports boto3."""
