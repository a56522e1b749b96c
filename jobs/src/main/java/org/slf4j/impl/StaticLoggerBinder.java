package org.slf4j.impl;

import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The class in which SLF4J 1.7 looks for its loggers. The AWS SDK's bundle still looks here by this name, and would
 * warn on the terminal of every command; SLF4J 2, which everything else uses, ignores it.
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
