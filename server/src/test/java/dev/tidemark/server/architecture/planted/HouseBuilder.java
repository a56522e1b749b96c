package dev.tidemark.server.architecture.planted;

final class HouseBuilder {
    House build() {
        return new House(1);
    }
}
