"""The outside world: the ports, and the keepers that stand behind them. Only here is boto3 imported."""
