package org.slf4j.impl;

import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Where SLF4J 1.7 looked for its loggers. The AWS SDK's bundle still asks here by this name, and says on the terminal
 * of every command that it has found nothing; SLF4J 2, which everything else uses, passes it by.
 */
public final class StaticLoggerBinder {
    private static final StaticLoggerBinder SINGLETON = new StaticLoggerBinder();

    private StaticLoggerBinder() {}

    /** Called by name. */
    public static StaticLoggerBinder getSingleton() {
        return SINGLETON;
    }

    /** Called by name. */
    public ILoggerFactory getLoggerFactory() {
        return LoggerFactory.getILoggerFactory();
    }
}
