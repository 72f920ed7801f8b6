"""The printed table, and what was to be reached."""

import sys
from dataclasses import dataclass, field

from bench.client import Load


@dataclass
class Table:
    """Rows as they come; what was missed is said at the end."""

    missed: list[str] = field(default_factory=list)
    # The marks are set for SQLite; how PostgreSQL stands to most of them is told, not demanded.
    told: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def head(self, title: str) -> None:
        self.say(f"\n## {title}\n")
        self.say("| what | per second | p50 ms | p95 ms | p99 ms | floor per second | share of it |")
        self.say("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")

    def row(self, name: str, load: Load, lowest: Load | None = None) -> None:
        share = f"{lowest.rate:,.1f} | {load.rate / lowest.rate:.2f}" if lowest else " | "
        times = " | ".join(f"{load.within(part):.1f}" for part in (0.5, 0.95, 0.99))
        self.say(f"| {name} | {load.rate:,.1f} | {times} | {share} |")
        wrong = load.wrong + (lowest.wrong if lowest else 0)
        if wrong:
            self.missed.append(f"{name}: {wrong} wrong answers")

    def check(
        self,
        name: str,
        value: float,
        *,
        least: float | None = None,
        most: float | None = None,
        demanded: bool = True,
    ) -> None:
        """Note a miss; a figure exactly at the bound is reached."""
        if (least is not None and value < least) or (most is not None and value > most):
            bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
            (self.missed if demanded else self.told).append(f"{name}: {value:.4g}, mark {bound}")

    def end(self) -> None:
        self.say("\n## To reach\n")
        self.say("\n".join(f"- missed: {line}" for line in self.missed) or "All of it is reached.")
        for line in self.told:
            self.say(f"- told, not demanded: {line}")
