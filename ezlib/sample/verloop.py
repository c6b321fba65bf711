"""How the fictive establishments come, grow, move and go. Every chance and size here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ezlib.sample.activiteiten import ACTIVITEITEN, GROEPEN, KLASSEN, OMVANG, PLEK
from ezlib.sample.loting import Gehelen, Loting
from ezlib.sample.plekken import WONING, Adressen
from ezlib.sample.stand import Stand
from ezlib.sample.totalen import verdeel

GROEP_VAN = np.array([GROEPEN.index(a.groep) for a in ACTIVITEITEN])
GEWICHT = np.array([a.gewicht for a in ACTIVITEITEN])
THUIS = np.array([a.thuis for a in ACTIVITEITEN])
# Nursing homes and sheltered living stand in dwellings though they are large: "nader te bepalen" in the monitor.
WOONZORG = np.array([a.sbi.startswith("87") for a in ACTIVITEITEN])
LAAGSTE, HOOGSTE = np.array(KLASSEN).T

# Chances a year in ten thousand. By number of working persons: 1, 2-4, 5-9, 10-49, 50 and more.
GRENZEN = np.array([2, 5, 10, 50])
STOPT = np.array([850, 550, 450, 250, 70])
NAAR_PAND = np.array([50, 900, 7500, 9000, 9000])
VERHUIST, NAAR_HUIS, KEERT_TERUG = 350, 120, 200
OVERNAME, RECHTSVORM, HERNUMMERD = 15, 45, 10
NEVENVESTIGING = 600
# Growth spells: chance to begin one, growth a year in thousandths, years. Enough for scale-ups and fast growers.
SPURTEN = ((200, (215, 380), 4), (200, (115, 195), 4))
SPURT_VANAF = 8
NIEUW_MINSTENS = 3  # percent of the stock that is new each year


@dataclass(frozen=True)
class Omgeving:
    """What does not change from year to year: addresses, weight per SBI group, and the stream of draws."""

    adressen: Adressen
    groepen: Gehelen
    loting: Loting


def begin(jaar: int, vestigingen: int, banen: int, om: Omgeving) -> Stand:
    """Make the establishments of the first year, with exactly these totals."""
    stand, loting = Stand(), om.loting
    activiteit = _activiteiten(verdeel(vestigingen, om.groepen), loting)
    omvang = np.empty(vestigingen, dtype="int64")
    soorten = np.array([a.omvang for a in ACTIVITEITEN])[activiteit]
    for soort, kansen in OMVANG.items():
        van = np.flatnonzero(soorten == soort)
        omvang[van] = _omvang(kansen, len(van), loting)
    dag = date(jaar, 1, 1).toordinal()
    # The product of two draws: many young firms, a few of almost forty years.
    leeftijd = 1 + loting.onder(10_000, vestigingen) * loting.onder(10_000, vestigingen) * 13_900 // 100_000_000
    _open(stand, activiteit, omvang, dag - leeftijd, om)
    _sluit_aan(stand, banen)
    return stand


def volgend_jaar(stand: Stand, jaar: int, vestigingen: int, banen: int, om: Omgeving) -> None:
    """Change the establishments of 1 January of the year before into those of `jaar`, with exactly these totals."""
    _stop(stand, jaar, vestigingen, om.loting)
    _keer_terug(stand, jaar, vestigingen, om.loting)
    _groei(stand, jaar, om.loting)
    _verhuis(stand, om)
    _wissel_nummers(stand, om.loting)
    _begin_nieuwe(stand, jaar, vestigingen, om)
    _sluit_aan(stand, banen)


def _activiteiten(per_groep: Gehelen, loting: Loting) -> Gehelen:
    """Activities for so many establishments per SBI group, in random order."""
    delen = [loting.kies(np.where(groep == GROEP_VAN, GEWICHT, 0), int(n)) for groep, n in enumerate(per_groep)]
    samen = np.concatenate(delen)
    return samen[loting.volgorde(len(samen))]


def _omvang(kansen: tuple[int, ...], aantal: int, loting: Loting) -> Gehelen:
    klasse = loting.kies(np.array(kansen), aantal)
    # The smaller of two draws: within a class, small is more common.
    ruimte = HOOGSTE[klasse] - LAAGSTE[klasse] + 1
    return LAAGSTE[klasse] + np.minimum(loting.onder(ruimte, aantal), loting.onder(ruimte, aantal))


def _open(stand: Stand, activiteit: Gehelen, omvang: Gehelen, start: Gehelen, om: Omgeving) -> None:
    """Open establishments; some are a branch of a firm that does the same, the others found a firm."""
    aantal, loting = len(activiteit), om.loting
    thuis = _begint_thuis(activiteit, omvang, loting)
    # A branch is somewhere to go to: never a dwelling, and seldom one person.
    neven = ~thuis & loting.kans(np.where(omvang > 1, NEVENVESTIGING * 2, NEVENVESTIGING), aantal)
    firma = np.full(aantal, -1)
    firma[~neven] = stand.richt_op(int((~neven).sum()))
    levend = stand.levend
    bron_activiteit = np.append(stand.activiteit[levend], activiteit[~neven])
    bron_firma = np.append(stand.firma[levend], firma[~neven])
    keus = _zelfde(activiteit[neven], bron_activiteit, loting)
    firma[neven] = np.where(keus >= 0, bron_firma[keus], -1)
    los = np.flatnonzero(firma < 0)
    firma[los] = stand.richt_op(len(los))
    stand.voeg_toe(
        firma=firma,
        activiteit=activiteit,
        adres=_adressen(activiteit, thuis, om),
        banen=omvang,
        start=start,
        rond=loting.onder(1000, aantal),
    )


def _begint_thuis(activiteit: Gehelen, omvang: Gehelen, loting: Loting) -> np.ndarray:
    kans = THUIS[activiteit] * 100
    kans = np.where(omvang <= 2, kans, np.where(omvang <= 5, kans // 4, 0))
    return loting.kans(np.where(WOONZORG[activiteit], 6000, kans), len(activiteit))


def _zelfde(doel: Gehelen, bron: Gehelen, loting: Loting) -> Gehelen:
    """For each of `doel` a random position in `bron` with the same value, -1 where there is none."""
    volgorde = np.argsort(bron, kind="stable")
    gesorteerd = bron[volgorde]
    van, tot = np.searchsorted(gesorteerd, doel), np.searchsorted(gesorteerd, doel, side="right")
    keus = van + loting.onder(np.maximum(tot - van, 1), len(doel))
    return np.where(tot > van, volgorde[np.minimum(keus, len(bron) - 1)], -1)


def _adressen(activiteit: Gehelen, thuis: np.ndarray, om: Omgeving) -> Gehelen:
    """An address for each: a dwelling, or premises of a kind that suits the activity."""
    loting, van_soort = om.loting, om.adressen.van_soort
    soort = np.full(len(activiteit), WONING, dtype=object)
    plek = np.array([a.plek for a in ACTIVITEITEN])[activiteit]
    for naam, gewichten in PLEK.items():
        van = np.flatnonzero((plek == naam) & ~thuis)
        soort[van] = np.array(list(gewichten), dtype=object)[loting.kies(np.array(list(gewichten.values())), len(van))]
    adres = np.empty(len(activiteit), dtype="int64")
    for naam, adressen in van_soort.items():
        van = np.flatnonzero(soort == naam)
        adres[van] = adressen[loting.onder(len(adressen), len(van))]
    return adres


def _klasse(banen: Gehelen) -> Gehelen:
    return np.searchsorted(GRENZEN, banen, side="right")


def _stop(stand: Stand, jaar: int, vestigingen: int, loting: Loting) -> None:
    """Close establishments by chance, and more, the smallest first, where the total leaves no room for new ones."""
    levend = stand.levend
    kans = np.where(stand.groei_tot[levend] >= jaar, 0, STOPT[_klasse(stand.banen[levend])])
    weg = loting.kans(kans, len(levend))
    teveel = int((~weg).sum()) - (vestigingen - vestigingen * NIEUW_MINSTENS // 100)
    volgorde = np.lexsort([loting.volgorde(len(levend)), stand.banen[levend], weg])
    weg[volgorde[: max(teveel, 0)]] = True
    stand.leeft[levend[weg]] = 0
    stand.gestopt[levend[weg]] = jaar


def _keer_terug(stand: Stand, jaar: int, vestigingen: int, loting: Loting) -> None:
    """Reactivate, with its old numbers and start date, some of what stopped one or two years ago."""
    weg = np.flatnonzero((stand.leeft == 0) & (stand.gestopt < jaar) & (stand.gestopt >= jaar - 2))
    terug = weg[loting.kans(KEERT_TERUG, len(weg))]
    ruimte = vestigingen - len(stand.levend)
    stand.leeft[terug[: max(ruimte, 0)]] = 1


def _groei(stand: Stand, jaar: int, loting: Loting) -> None:
    """Change the number of working persons: a spell of growth, a jolt up or down, or a first second person."""
    levend = stand.levend
    for kans, (laag, hoog), duur in SPURTEN:
        vrij = levend[(stand.groei_tot[levend] < jaar) & (stand.banen[levend] >= SPURT_VANAF)]
        nu = vrij[loting.kans(kans, len(vrij))]
        stand.groei[nu] = loting.tussen(laag, hoog, len(nu))
        stand.groei_tot[nu] = jaar + duur - 1
    banen, aantal = stand.banen[levend], len(levend)
    schok = loting.tussen(-130, 140, aantal) * np.where(banen >= 250, 1, 2) // 2
    groei = np.where(stand.groei_tot[levend] >= jaar, stand.groei[levend], schok)
    # Thousandths of a person: the odds decide whether one more comes.
    nieuw = (banen * (1000 + groei) + loting.onder(1000, aantal)) // 1000
    alleen = np.where(loting.kans(220, aantal), 2, 1)
    stand.banen[levend] = np.maximum(np.where(banen == 1, alleen, nieuw), 1)


def _verhuis(stand: Stand, om: Omgeving) -> None:
    """Move: from dwelling to premises as a firm grows (doorstarters), from one address to another, a few back home."""
    levend, loting = stand.levend, om.loting
    activiteit, banen = stand.activiteit[levend], stand.banen[levend]
    in_woning = om.adressen.soort[stand.adres[levend]] == WONING
    naar_pand = in_woning & ~WOONZORG[activiteit] & loting.kans(NAAR_PAND[_klasse(banen)], len(levend))
    naar_huis = ~in_woning & (banen == 1) & loting.kans(NAAR_HUIS, len(levend))
    verhuist = naar_pand | naar_huis | loting.kans(VERHUIST, len(levend))
    thuis = np.where(naar_pand, False, in_woning | naar_huis)[verhuist]
    stand.adres[levend[verhuist]] = _adressen(activiteit[verhuist], thuis, om)


def _wissel_nummers(stand: Stand, loting: Loting) -> None:
    """Change numbers without a birth: takeover, change of legal form (new KvK number), new establishment number."""
    levend = stand.levend
    alleen = np.bincount(stand.firma[levend], minlength=len(stand.kvk))[stand.firma[levend]] == 1
    bod = loting.kans(OVERNAME, len(levend)) & (stand.banen[levend] >= 2)
    doelwit = levend[bod]
    kopers = levend[~bod & (stand.banen[levend] >= 20)]
    if len(kopers):
        stand.firma[doelwit] = stand.firma[kopers[loting.onder(len(kopers), len(doelwit))]]
    om_te_zetten = levend[~bod & alleen & loting.kans(RECHTSVORM, len(levend))]
    # A buyer may have changed form in the same year; its new branch then keeps the old number. Leave such buyers out.
    om_te_zetten = om_te_zetten[~np.isin(stand.firma[om_te_zetten], stand.firma[doelwit])]
    oud = stand.firma[om_te_zetten]
    stand.firma[om_te_zetten] = stand.richt_op(len(oud), stand.naam[oud])
    anders = levend[loting.kans(HERNUMMERD, len(levend))]
    stand.nummer[anders] = stand.geef_nummers(len(anders))


def _begin_nieuwe(stand: Stand, jaar: int, vestigingen: int, om: Omgeving) -> None:
    """Open new establishments up to the total, most where the SBI groups lag behind their share."""
    loting, levend = om.loting, stand.levend
    aantal = vestigingen - len(levend)
    er_al = np.bincount(GROEP_VAN[stand.activiteit[levend]], minlength=len(GROEPEN))
    tekort = np.maximum(verdeel(vestigingen, om.groepen) - er_al, 0)
    per_groep = verdeel(aantal, tekort if tekort.any() else om.groepen)
    activiteit = _activiteiten(per_groep, loting)
    eerste, laatste = date(jaar - 1, 1, 2).toordinal(), date(jaar - 1, 12, 31).toordinal()
    start = loting.tussen(eerste, laatste, aantal)
    _open(stand, activiteit, _omvang(OMVANG["nieuw"], aantal, loting), start, om)


def _sluit_aan(stand: Stand, banen: int) -> None:
    """Share out what is missing from the total of jobs, or too many, over all with two and more; one stays one."""
    levend = stand.levend
    erbij = banen - int(stand.banen[levend].sum())
    gewicht = stand.banen[levend] - 1
    if not gewicht.any():
        gewicht = gewicht + 1
    deel = verdeel(abs(erbij), gewicht)
    stand.banen[levend] += deel if erbij > 0 else -deel
