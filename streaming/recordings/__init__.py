"""Recordings: conversion, inspection, plausibility checks, and live recording."""
