"""Events for other programs: what is recognised, over OSC, WebSocket, MQTT, LSL or as JSON lines."""
