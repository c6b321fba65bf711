"""The accessibility statement of an edition, as a draft: what is tested, what is not, what is known to fall short."""

from __future__ import annotations

from typing import Any

from ezlib.report.paginas import veilig

PAGINA = "toegankelijkheid"
TITEL = "Verklaring over toegankelijkheid (concept)"


def verklaring(kader: dict[str, Any], jaar: int) -> str:
    """MyST source of the page; its status is left to a full audit, so that no run of a program can claim it."""
    naam = veilig(kader["naam"])
    return f"""---
orphan: true
---

# {TITEL}

Iedereen moet deze monitor kunnen gebruiken, ook wie niet of slecht ziet, geen muis gebruikt of de tekst groter zet.
Dit is een concept. De gemeente stelt de verklaring vast en zet haar in het landelijke register.

## Waar gaat dit over?

- **Wat:** de Economische Monitor {naam} {jaar}: de pagina's, de documenten (Word en pdf) en de tabellen (Excel en LibreOffice).
- **Eis:** WCAG 2.1, niveau A en AA, zoals de norm EN 301 549 vraagt.
- **Status:** nog niet bepaald. Die volgt uit een volledig onderzoek door iemand die de monitor niet heeft gemaakt. Tot dan
  zegt deze pagina niet dat de monitor voldoet.

## Wat is getest?

De makers testen elke versie van de monitor met een computer, op alle pagina's:

- de regels van axe-core, ook de aanbevolen regels, met lichte en met donkere kleuren;
- alles met het toetsenbord: zoeken, van een cijfer naar de uitleg, door de wijkprofielen;
- vergroot tot 400 procent, en op een telefoon: de pagina schuift dan niet opzij, alleen een brede tabel;
- een beschrijving en een tabel met cijfers bij elke figuur, en een kop en koppen van kolommen bij elke tabel.

Een computer vindt maar een deel van de problemen.

## Wat is nog niet getest?

- Of mensen met een schermlezer, brailleregel, spraakbediening of vergrootglas er goed mee kunnen werken.
- Of de zinnen duidelijk zijn voor wie moeilijk leest.
- De documenten en werkmappen met een schermlezer.

## Wat weten wij al dat niet goed is?

- De tekst in een figuur is deel van het beeld. U kunt er geen ander lettertype of andere kleur voor kiezen. Dezelfde gegevens
  staan in de tabel onder de figuur.
- Brede tabellen schuiven op een klein scherm opzij.
- De notebooks zijn gemaakt voor onderzoekers. Op de pagina's staat hetzelfde.

## Werkt er iets niet voor u?

Meld het bij de gemeente {naam}, met de pagina en wat u wilde doen. Kunt u een cijfer niet lezen, vraag het dan in een andere
vorm. Bent u niet tevreden met het antwoord, dan kunt u naar de Nationale ombudsman.
"""
