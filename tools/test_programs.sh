#!/bin/sh
# Installs what some tests need: the libraries of Qt's windows, an MQTT broker, a browser, a tracer of system
# calls. Where that is not possible these tests skip and say what is missing, so nothing here is an error.
# The two variables stand for displays of both kinds, so that the libraries of both are looked for.
DISPLAY=:0 WAYLAND_DISPLAY=wayland-0 QT_QPA_PLATFORM='' sh "$(dirname "$0")/setup.sh" --window ||
    echo "Some tests of displays will skip."
missing=
for pair in mosquitto:mosquitto mosquitto_sub:mosquitto-clients chromium:chromium strace:strace; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || [ -x "/usr/sbin/${pair%%:*}" ] || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Some tests will skip without:$missing (Debian: sudo apt-get install -y --no-install-recommends$missing)"
    exit 0
fi
echo "Running as root: installing$missing, for tests"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -q && apt-get install -y -q --no-install-recommends $missing; } </dev/null >/dev/null ||
    echo "apt-get failed: some tests will skip. It can be tried by hand: apt-get install$missing"
exit 0
