"""Builds a network of any family from its settings."""

from __future__ import annotations

from mans.networks.base import ActionNetwork
from mans.networks.ctr_gcn import CtrGcn
from mans.networks.evidence import EvidenceMans
from mans.networks.mans import Mans
from mans.networks.rocket import Rocket
from mans.networks.settings import (
    CtrGcnSettings,
    EvidenceSettings,
    NetworkSettings,
    RocketSettings,
    StaLstmSettings,
)
from mans.networks.sta_lstm import StaLstm


def build_network(settings: NetworkSettings) -> ActionNetwork:
    """Build a network, initialised from torch's random generator."""
    if isinstance(settings, StaLstmSettings):
        return StaLstm(settings)
    if isinstance(settings, CtrGcnSettings):
        return CtrGcn(settings)
    if isinstance(settings, EvidenceSettings):
        return EvidenceMans(settings)
    if isinstance(settings, RocketSettings):
        return Rocket(settings)
    return Mans(settings)
