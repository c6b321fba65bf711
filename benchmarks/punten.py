"""A million points in the wijken of Nederland: ours against bare geopandas.sjoin, each in a process of its own.

python3 -m ezlib bench punten [--aantal 1000000]
"""

from __future__ import annotations

import multiprocessing as mp
import resource
import time
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks._maten import lees_aantal, wijken_van_nederland
from ezlib.register.plaatsen import vind_gebied

AANTAL = 1_000_000


def main(opties: Mapping[str, str]) -> None:
    """Print seconds, peak memory and their ratio; stops when one point lies elsewhere."""
    wijken = wijken_van_nederland()
    if wijken is None:
        return
    n = lees_aantal(opties, AANTAL)
    x, y = strooi(wijken, n)
    ons, cpu, mb = _apart(ours, x, y, wijken)
    sjoin, cpu2, mb2 = _apart(theirs, x, y, wijken)
    anders = int((ons != sjoin).sum())
    print(f"  {n} punten in {len(wijken)} wijken; {anders} liggen volgens sjoin ergens anders")
    print(
        f"  vind_gebied: rekentijd {cpu:.1f} s, piek {mb:.0f} MB; sjoin: {cpu2:.1f} s, {mb2:.0f} MB".replace(".", ",")
    )
    print(f"  verhouding: {cpu / cpu2:.2f}".replace(".", ","))
    assert anders == 0


def strooi(wijken: gpd.GeoDataFrame, n: int) -> tuple[pd.Series, pd.Series]:
    """Points within the box around a wijk, as many of each: some fall outside it, and some in none at all."""
    los = np.random.default_rng(1)
    doos = wijken.bounds.to_numpy()[np.arange(n) % len(wijken)]
    x, y = (doos[:, i] + los.random(n) * (doos[:, i + 2] - doos[:, i]) for i in (0, 1))
    return pd.Series(x), pd.Series(y)


def ours(x: pd.Series, y: pd.Series, wijken: gpd.GeoDataFrame) -> pd.Series:
    """As the monitor places an establishment, without a tolerance."""
    return vind_gebied(x, y, wijken)


def theirs(x: pd.Series, y: pd.Series, wijken: gpd.GeoDataFrame) -> pd.Series:
    """sjoin; of a point in two areas the lowest code, as ours."""
    punten = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=wijken.crs))
    paren = gpd.sjoin(punten, wijken[["gebied_code", "geometry"]], predicate="intersects", how="left")
    return paren["gebied_code"].fillna("").groupby(level=0).min()


def _apart(functie: Callable[..., pd.Series], *wat: Any) -> tuple[np.ndarray, float, float]:
    """Result, processor seconds and peak memory (MB) of a function in a fresh process."""
    hier, daar = mp.Pipe(duplex=False)
    proces = mp.get_context("spawn").Process(target=_meet, args=(daar, functie, wat))
    proces.start()
    daar.close()
    try:
        return hier.recv()
    finally:
        proces.join()


def _meet(pijp: Any, functie: Callable[..., pd.Series], wat: tuple[Any, ...]) -> None:
    begin = time.process_time()
    uit = functie(*wat)
    cpu = time.process_time() - begin
    pijp.send((uit.to_numpy(dtype=str), cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
