package dev.tidemark.metadata;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidemark.conf.DatabaseDriver;
import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.sql.Types;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** The open metadata database, migrated to the newest schema. Thread-safe. */
public final class MetadataDatabase implements AutoCloseable {
    private static final Pattern PARAMETERS = Pattern.compile("[;?].*");
    private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

    private final HikariDataSource dataSource;
    private final Jdbi jdbi;
    private final MetadataConfig config;

    private MetadataDatabase(HikariDataSource dataSource, MetadataConfig config) {
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource).registerArgument(new Texts());
        this.config = config;
    }

    /**
     * Connects and migrates.
     *
     * @throws FeatureStoreException with code METADATA_UNAVAILABLE if the database cannot be reached or migrated
     */
    public static MetadataDatabase open(MetadataConfig config) {
        HikariDataSource dataSource;
        try {
            dataSource = connect(config);
        } catch (RuntimeException e) {
            throw unavailable(config, e);
        }
        try {
            migrations(dataSource).load().migrate();
        } catch (FlywayException e) {
            dataSource.close();
            throw unavailable(config, e);
        }
        return new MetadataDatabase(dataSource, config);
    }

    static HikariDataSource connect(MetadataConfig config) {
        LocalDatabase.listenOnLoopback();
        HikariConfig pool = new HikariConfig();
        DatabaseDriver.className(config.url()).ifPresent(pool::setDriverClassName);
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        pool.setPassword(config.password().value());
        pool.setMaximumPoolSize(config.poolSize());
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        pool.setPoolName("metadata");
        return new HikariDataSource(pool);
    }

    static FluentConfiguration migrations(DataSource dataSource) {
        return Flyway.configure(MetadataDatabase.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                // Iceberg's catalog is in the same schema and may have been there first.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .table("tidemark_schema_history");
    }

    private static FeatureStoreException unavailable(MetadataConfig config, RuntimeException cause) {
        return new FeatureStoreException(
                ErrorCode.METADATA_UNAVAILABLE,
                "Cannot open the metadata database %s as '%s': %s; %s"
                        .formatted(
                                PARAMETERS.matcher(config.url()).replaceFirst(""),
                                config.user(),
                                MetadataFailure.reason(cause),
                                MetadataFailure.remedy(cause)),
                cause);
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public MetadataConfig config() {
        return config;
    }

    @Override
    public void close() {
        dataSource.close();
    }

    /**
     * Replaces U+0000 in texts by its symbol. Texts such as reasons and messages may come from outside, and PostgreSQL
     * refuses a statement with U+0000. A text that must be read back exactly is escaped before.
     */
    private static final class Texts extends AbstractArgumentFactory<String> {
        Texts() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(String text, ConfigRegistry settings) {
            String storable = text.replace('\u0000', '\u2400');
            return (position, statement, context) -> statement.setString(position, storable);
        }
    }
}
