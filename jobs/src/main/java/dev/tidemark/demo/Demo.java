package dev.tidemark.demo;

import dev.tidemark.launch.Application;

/** The demo's steps, in order. */
public final class Demo {
    private final Application application;

    public Demo(Application application) {
        this.application = application;
    }

    /** Walks the road and returns the exit code. */
    public int run() {
        application.console().say("The demo comes soon");
        return 0;
    }
}
