"""Amounts in the currency's smallest unit; no floats anywhere."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Money:
    """An amount: `minor` in öre (or cents), `currency` by ISO 4217."""

    minor: int
    currency: str = "SEK"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide and round to the nearest whole number, halves away from zero.

    The rounding of VAT per line that Swedish practice and EN 16931 (BR-CO-17) expect.

    >>> round_half_up(5, 2), round_half_up(-5, 2)
    (3, -3)
    """
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    whole, rest = divmod(abs(numerator), abs(denominator))
    return sign * (whole + (1 if rest * 2 >= abs(denominator) else 0))
