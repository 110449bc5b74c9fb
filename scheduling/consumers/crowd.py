"""How many sockets are open, in all and for each network."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Crowd:
    most: int
    most_of_a_network: int
    inside: int = 0
    networks: Counter[str] = field(default_factory=Counter)

    def enter(self, network: str) -> bool:
        """Count one more, or say that there is no room. A network without a name has no limit of its own."""
        if self.inside >= self.most or (network and self.networks[network] >= self.most_of_a_network):
            return False
        self.inside += 1
        self.networks[network] += 1
        return True

    def leave(self, network: str) -> None:
        self.inside -= 1
        self.networks[network] -= 1
        if not self.networks[network]:
            del self.networks[network]
