/** How a Spark session is opened so that it knows Tidemark's catalog and forgets the machine's time zone. */
@NullMarked
package dev.tidemark.session;

import org.jspecify.annotations.NullMarked;
