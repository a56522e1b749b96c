/** Opens Spark sessions that use Tidemark's catalog and do not depend on the machine's time zone. */
@NullMarked
package dev.tidemark.session;

import org.jspecify.annotations.NullMarked;
