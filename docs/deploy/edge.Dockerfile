# A robot or rig. docker run --device /dev/video0 --group-add video -v whatsit:/var/lib/whatsit --network host …
# Build it in the top folder: docker build -f docs/deploy/edge.Dockerfile -t whatsit-edge .
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY edge_node edge_node
COPY operator_gui operator_gui
COPY shared shared
COPY models models
RUN python -m venv /opt/whatsit \
 && /opt/whatsit/bin/pip install --no-cache-dir -c constraints.txt ".[mcap]"

FROM python:3.12-slim-bookworm
# What the wheel of OpenCV expects of the system.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /var/lib/whatsit whatsit && usermod -aG video whatsit \
 && install -d -o whatsit -g whatsit -m 0700 /var/lib/whatsit
COPY --from=build /opt/whatsit /opt/whatsit
ENV PATH=/opt/whatsit/bin:$PATH XDG_STATE_HOME=/var/lib PYTHONUNBUFFERED=1
USER whatsit
VOLUME /var/lib/whatsit
# The last figure is the age of all others: of a loop that hangs, it grows.
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s CMD ["python", "-c", \
  "import sys, urllib.request as u; sys.exit(float(u.urlopen('http://127.0.0.1:9464/metrics', timeout=5).read().split()[-1]) > 60)"]
ENTRYPOINT ["whatsit"]
CMD ["edge", "0", "--metrics", "127.0.0.1:9464"]
