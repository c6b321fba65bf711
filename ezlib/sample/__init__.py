"""The fictive business register of the embedded default: plausible, the same everywhere, and not to be mistaken for real.

Nothing in it comes from a register. What is real are the outlines, the dwellings, the number of establishments per SBI
group (CBS) and the published totals; all else is drawn from a fixed seed.

No number in it can be of a firm:

- KvK numbers start with 00. The first two digits of the old numbers are those of the chamber that gave them, from 01;
  numbers given since then are higher still.
- Establishment numbers start with 9999. They are given in order and have 12 digits: with some millions in use they
  all start with 0000, and it would take a million million establishments to reach 9999.
- Postcodes start with 0000; the lowest of the Netherlands is 1000.
- There is no BAG number, every name is "Fictief bedrijf" with a number, and every row says `fictief` twice.
"""

from __future__ import annotations

from ezlib.sample.register import maak_register, schrijf_register

__all__ = ["maak_register", "schrijf_register"]
