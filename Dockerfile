# The images of the two services and of the migration, which also holds the operator's commands. Choose a stage by its name:
#   docker build --target auth-api --tag otpravka/auth-api .
# The only build arguments name the commit, so that no secret can end up in a layer: --build-arg REVISION="$(git rev-parse HEAD)". No RUN
# has a cache mount, because Railway refuses cache mounts whose id does not name its service. `npm run check:image` follows these steps
# without Docker.
#
# An image is its base and 48 MB of ours: 46 MB of packages in a layer that all images share, and 1 to 2 MB of our code. Of the
# packages, typeorm has 7 MB, swagger-ui-dist (the page /docs) and libphonenumber-js 4 MB each. A bundle would be smaller, but typeorm
# and Nest load files by name, and stack traces would no longer name the files of the packages. The base is "slim" and not Alpine,
# because the tests run on glibc.
#
# What is inside: `npm run sbom` prints the packages of production (CycloneDX). For the whole image:
#   docker buildx build --sbom=true --provenance=true --target auth-api .

# The tag names one version of Node and one release of Debian, but its patches change. For builds that repeat to the byte, pin the digest,
# and renew it with each update of Node and once a month:
#   docker buildx imagetools inspect node:24.21.0-bookworm-slim --format '{{.Manifest.Digest}}'
#   FROM node:24.21.0-bookworm-slim@sha256:… AS base
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

FROM base AS manifests
COPY .npmrc package.json package-lock.json ./

FROM manifests AS build
COPY libs/client/package.json libs/client/
COPY libs/element/package.json libs/element/
COPY libs/react/package.json libs/react/
COPY libs/server/package.json libs/server/
# No package needs its install script, and one of these scripts would report the install to its author.
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY apps apps
COPY libs libs
# The commit, for the metric otpravka_build_info. Railway sets the second one.
ARG REVISION
ARG RAILWAY_GIT_COMMIT_SHA
# The images contain no embedded stores and no simulator, which has an image of its own.
RUN npm run build \
  && rm -rf dist/apps/dev dist/libs/testing dist/libs/embedded dist/*.tsbuildinfo \
  && mkdir -p simulator/apps simulator/libs \
  && mv dist/apps/simulator simulator/apps \
  && mv dist/libs/simulator simulator/libs

FROM manifests AS packages
# npm installs the compiler as a peer dependency of nestjs-telegraf. The services need neither it nor source maps nor types, which are
# half of all bytes.
RUN npm ci --omit=dev --workspaces=false --ignore-scripts \
  && rm -rf node_modules/typescript node_modules/.bin/tsc node_modules/.bin/tsserver \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# A simulated Telegram, for the profile `dev` of docker-compose.yml. It needs no package.
FROM base AS simulator
COPY --from=build /app/simulator dist
USER node
EXPOSE 8081
CMD ["node", "dist/apps/simulator/main.js"]

# All files belong to root, and the services run as node, so a service cannot change its own code.
FROM base AS runtime
# The commit is added by the build: --label org.opencontainers.image.revision="$(git rev-parse HEAD)"
LABEL org.opencontainers.image.title="Otpravka" \
  org.opencontainers.image.description="Phone sign-in for multi-tenant shops: a Telegram bot brings the one-time code." \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/libs dist/libs
USER node

# Operators use this image too: docs/admin.md.
FROM runtime AS migrate
COPY --from=build /app/dist/apps/admin dist/apps/admin
CMD ["node", "dist/libs/database/src/migrate.js"]

# The services handle SIGTERM and start no processes, so node may be process 1 without an init.
FROM runtime AS service
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

FROM service AS bot-worker
ENV PORT=3001
EXPOSE 3001
COPY --from=build /app/dist/apps/bot-worker dist/apps/bot-worker
CMD ["node", "dist/apps/bot-worker/main.js"]

FROM service AS auth-api
ENV PORT=3000
EXPOSE 3000
COPY --from=build /app/dist/apps/login-web dist/apps/login-web
COPY --from=build /app/dist/apps/account-web dist/apps/account-web
COPY --from=build /app/dist/apps/auth-api dist/apps/auth-api
CMD ["node", "dist/apps/auth-api/main.js"]

# This must be the last stage, because Railway always builds the last one. It contains both services, and
# deploy/railway/*.railway.json choose which one starts.
FROM runtime AS railway
COPY --from=build /app/dist/apps dist/apps
CMD ["node", "-e", "console.error('This image holds both services: name the one to start, or build a stage by its name. See docs/deploy/index.md'); process.exit(64)"]
