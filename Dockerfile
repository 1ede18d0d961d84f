# glibc, not Alpine: the Temporal SDK's native module has no musl build.
FROM node:22.20-bookworm-slim AS build
WORKDIR /firebreak
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22.20-bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=node --group=node --mode=0700 /var/lib/firebreak
WORKDIR /firebreak
COPY --from=build /firebreak/package.json ./
COPY --from=build /firebreak/node_modules ./node_modules
COPY --from=build /firebreak/dist ./dist
COPY --from=build /firebreak/deploy/worker-health.mjs ./deploy/
USER node
VOLUME /var/lib/firebreak
ENTRYPOINT ["node"]
CMD ["dist/cli/main.js", "--help"]
