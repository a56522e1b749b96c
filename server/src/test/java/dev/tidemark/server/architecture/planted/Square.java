package dev.tidemark.server.architecture.planted;

record Square(int side) implements Shape {}
