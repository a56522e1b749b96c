/** What the AWS SDK's bundle looks for by this name: the loggers of the process. */
@NullMarked
package org.slf4j.impl;

import org.jspecify.annotations.NullMarked;
