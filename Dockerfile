# The platform's image: web, terminals, workers, beat and migrate all run from it, as a user without rights.
# Behind a proxy that signs TLS itself, give base images that trust it: --build-arg PYTHON_IMAGE=…
ARG PYTHON_IMAGE=python:3.12-slim-bookworm
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS front-end
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --omit=dev
COPY static static
RUN npm run build

FROM ${PYTHON_IMAGE} AS packages
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --quiet --no-cache-dir uv
WORKDIR /build
COPY pyproject.toml uv.lock ./
RUN UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy \
    /opt/uv/bin/uv sync --frozen --no-dev --no-cache --python "$(command -v python3)" \
 && /opt/venv/bin/python -m compileall -q /opt/venv/lib

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 gameday && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp gameday
ENV PATH=/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY templates templates
COPY locale locale
COPY static static
COPY --from=front-end /build/static/built static/built
COPY scenarios scenarios
COPY gameday gameday
COPY scoring scoring
RUN python -m compileall -q -x 'scenarios/(companies|examples|library|template)/' gameday scenarios scoring
USER 10001:10001
EXPOSE 8000
CMD ["python3", "-m", "gameday.operations.running.watched", "web", "http://localhost:8000/healthz", \
     "uvicorn", "gameday.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--ws", "gameday.live.websocket_protocol:Protocol", \
     "--no-proxy-headers", "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5"]
