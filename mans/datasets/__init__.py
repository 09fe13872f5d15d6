"""Data sets: one module each, defining a :class:`DataSetEntry`, and their registry."""

from __future__ import annotations

from mans.datasets.gtu_action3d import GTU_ACTION3D
from mans.datasets.hdm05 import HDM05, HDM05_11
from mans.datasets.isl_sign import ISL_SIGN
from mans.datasets.kinder_gator import KINDER_GATOR
from mans.datasets.kinect_multitrack import KINECT_MULTITRACK
from mans.datasets.mocap import BANDAI_NAMCO, CMU_MOCAP
from mans.datasets.msr_action3d import MSR_ACTION3D
from mans.datasets.msr_daily import MSR_DAILY
from mans.datasets.msrc12 import MSRC_12
from mans.datasets.ntu_rgbd import NTU_RGBD
from mans.datasets.nw_ucla import NW_UCLA
from mans.datasets.sbu import SBU
from mans.datasets.sysu_3d import SYSU_3D
from mans.datasets.types import DataSet, DataSetEntry
from mans.datasets.ut_kinect import UT_KINECT
from mans.datasets.utd_mhad import UTD_MHAD
from mans.datasets.videos import VIDEOS
from mans.datasets.webcam import WEBCAM_SIGNS, WEBCAM_WORDS
from streaming.errors import DataSetError

__all__ = ["DATA_SETS", "DataSet", "DataSetEntry", "find_data_set", "title_of"]

DATA_SETS = {
    entry.name: entry
    for entry in (
        UT_KINECT,
        SBU,
        UTD_MHAD,
        NW_UCLA,
        MSR_ACTION3D,
        KINDER_GATOR,
        MSRC_12,
        HDM05_11,
        HDM05,
        NTU_RGBD,
        SYSU_3D,
        MSR_DAILY,
        ISL_SIGN,
        GTU_ACTION3D,
        KINECT_MULTITRACK,
        BANDAI_NAMCO,
        CMU_MOCAP,
        WEBCAM_WORDS,
        WEBCAM_SIGNS,
        VIDEOS,
    )
}
"""Every data set by its name on the command line."""


def find_data_set(name: str) -> DataSetEntry:
    """Return a data set by its name.

    Raises:
        DataSetError: no data set has this name.
    """
    if name not in DATA_SETS:
        raise DataSetError(f"data set {name!r}", expected=" or ".join(DATA_SETS))
    return DATA_SETS[name]


def title_of(name: str) -> str:
    """Return a data set's title by its name; of the user's own one, the name itself."""
    return DATA_SETS[name].title if name in DATA_SETS else name
