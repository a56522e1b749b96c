package dev.tidemark.server.architecture.planted;

/** May know all rooms, by its name. */
record Routes(
        dev.tidemark.server.architecture.planted.answer.Room answer,
        dev.tidemark.server.architecture.planted.definition.Room definition,
        dev.tidemark.server.architecture.planted.feast.Room feast,
        dev.tidemark.server.architecture.planted.health.Room health,
        dev.tidemark.server.architecture.planted.http.Room http,
        dev.tidemark.server.architecture.planted.log.Room log) {}
