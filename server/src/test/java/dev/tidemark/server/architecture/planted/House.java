package dev.tidemark.server.architecture.planted;

/** What a builder builds: the two may know each other. */
record House(int rooms) {
    static HouseBuilder builder() {
        return new HouseBuilder();
    }
}
