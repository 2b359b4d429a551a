# The images of the two services and of the migration, which also holds the operator's commands. Choose a stage by its name:
#   docker build --target auth-api --tag otpravka/auth-api .
# There are no build arguments, so that no secret can end up in a layer. No RUN has a cache mount, because Railway refuses
# cache mounts whose id does not name its service.

# For reproducible builds, pin the digest that `docker buildx imagetools inspect node:24.21.0-bookworm-slim` prints:
# node:24.21.0-bookworm-slim@sha256:…
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
# The images contain no embedded stores and no simulator.
RUN npm run build \
  && rm -rf dist/apps/dev dist/libs/simulator dist/libs/testing dist/libs/embedded dist/*.tsbuildinfo

FROM manifests AS packages
# npm installs the compiler as a peer dependency of nestjs-telegraf. The services do not need it.
RUN npm ci --omit=dev --workspaces=false --ignore-scripts \
  && rm -rf node_modules/typescript node_modules/.bin/tsc node_modules/.bin/tsserver

# All files belong to root, and the services run as node, so a service cannot change its own code.
FROM base AS runtime
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
CMD ["node", "-e", "console.error('This image holds both services: name the one to start, or build a stage by its name. See docs/deploy.md'); process.exit(64)"]
