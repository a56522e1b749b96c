/** The class that the AWS SDK's bundle looks up by this name: the loggers of the process. */
@NullMarked
package org.slf4j.impl;

import org.jspecify.annotations.NullMarked;
