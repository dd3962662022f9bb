# The images for those who have an engine: docker build --target speaker -t localhost/herald-speaker:0.1.0 .
# (--target controller and heraldctl likewise). They are made by the same `make images`, which needs none; the engine only
# brings a clean Debian to run it in.
FROM debian:12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends git make ca-certificates
WORKDIR /herald
COPY . .
RUN CI=true make images && \
    for image in herald-controller herald-speaker heraldctl; do scripts/unpack-image.sh build/oci/$image.tar /root-of/$image; done

FROM scratch AS controller
COPY --from=build /root-of/herald-controller /
USER 65532:65532
ENTRYPOINT ["/usr/bin/herald-controller"]

# COPY keeps the capability of the program's file.
FROM scratch AS speaker
COPY --from=build /root-of/herald-speaker /
USER 65532:65532
ENTRYPOINT ["/usr/bin/herald-speaker"]

FROM scratch AS heraldctl
COPY --from=build /root-of/heraldctl /
USER 65532:65532
ENTRYPOINT ["/usr/bin/heraldctl"]
