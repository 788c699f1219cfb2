"""What a reader repaired or left out, gathered into one sentence per kind."""

_NAMED = 4


class Remarks:
    """Collects the places where something was noticed."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}

    def add(self, sentence: str, where: str = "") -> None:
        """Note something, with its place if it has one."""
        places = self._places.setdefault(sentence, [])
        if where:
            places.append(where)

    def sentences(self) -> tuple[str, ...]:
        """Return each remark once, followed by its places."""
        return tuple(
            f"{sentence} ({_listed(places)})." if places else f"{sentence}."
            for sentence, places in self._places.items()
        )


def _listed(places: list[str]) -> str:
    named = ", ".join(places[:_NAMED])
    return named if len(places) <= _NAMED else f"{named} and {len(places) - _NAMED} more"
