"""The actions that the bundled models know, for translations; other labels are shown as they are."""

from __future__ import annotations

from app.model.language import later

ACTIONS = (
    later("walk"),
    later("sit down"),
    later("stand up"),
    later("pick up"),
    later("carry"),
    later("throw"),
    later("push"),
    later("pull"),
    later("wave hands"),
    later("clap hands"),
    later("no action"),
    later("wave both hands"),
    later("clap"),
    later("swipe left"),
    later("swipe right"),
    later("wave one hand"),
    later("draw circle"),
    later("boxing"),
    later("push or punch"),
    later("tennis swing"),
    later("tennis serve"),
    later("bend down"),
    later("run in place"),
    later("walk in place"),
    later("lunge"),
    later("squat"),
    later("bow"),
    later("kick"),
    later("raise one arm"),
    later("jump"),
    later("jumping jack"),
    later("point"),
    later("raise both arms"),
    later("hand to mouth"),
    later("drink or eat"),
    later("phone call"),
    later("write or type"),
    later("sit still"),
    later("lie down"),
)
"""As ``app.model.wording.readable`` puts them."""
