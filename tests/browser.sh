#!/bin/sh
# Find or install Chromium and the fonts and text library that PDF letters need; without them those tests say so.
if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1 && [ -z "$CHROMIUM" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update && apt-get install -y --no-install-recommends chromium libpango-1.0-0 libpangoft2-1.0-0 \
        libharfbuzz-subset0 fonts-dejavu-core; } >/tmp/alongside-apt.log 2>&1 || echo "Chromium could not be installed: browser tests will be skipped."
  else
    echo "No Chromium here: browser tests will be skipped (apt-get install chromium)."
  fi
fi
exit 0
