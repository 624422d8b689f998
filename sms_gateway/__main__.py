"""`python -m sms_gateway`: the same as the console script."""

from sms_gateway.cli import main

if __name__ == "__main__":
    main()
